import { ask, where } from "./ask.mjs";

const day = 86_400_000;

/** Runs of rows strictly beyond a limit: [moment of the first, moment of the first row after it]. */
function runsBeyond(rows, { type, limit }) {
  const runs = [];
  let from = null;
  for (const [at, value] of rows) {
    const isBeyond = value !== null && (type === "hi" ? value > limit : value < limit);
    if (isBeyond) from ??= at;
    else if (from !== null) {
      runs.push([from, at]);
      from = null;
    }
  }
  return runs;
}

/** How many rows of each day are strictly beyond a limit. */
function rowsBeyond(rows, { type, limit }) {
  const beyond = rows.filter(([, value]) => value !== null && (type === "hi" ? value > limit : value < limit));
  return countByDay(beyond.map(([at]) => [at, 1]));
}

/** How many seconds of each day runs cover. */
function secondsOf(runs) {
  return countByDay(
    runs.flatMap(([from, to]) => {
      const pieces = [];
      for (let at = from; at < to; ) {
        const end = Math.min(to, Math.floor(at / day + 1) * day);
        pieces.push([at, (end - at) / 1000]);
        at = end;
      }
      return pieces;
    }),
  );
}

function countByDay(amounts) {
  const days = {};
  for (const [at, amount] of amounts) {
    const name = new Date(at).toISOString().slice(0, 10);
    days[name] = (days[name] ?? 0) + amount;
  }
  return days;
}

/** From when to when a store's alarm events say that the alarm was active. */
function runsOf(events) {
  const runs = [];
  for (const [at, body] of events) {
    const { transition } = JSON.parse(body);
    if (transition === "raise" || transition === "reRaise") runs.push([at, null]);
    if (transition === "clear") runs.at(-1)[1] = at;
  }
  return runs;
}

/**
 * Compares a limit alarm, which has neither deadband nor delay, with the rows of its gauge: each run beyond the limit is one alarm, from
 * its first moment to the first one back, in its events and in its closed spans. Answers the seconds of each day.
 */
export async function compareAlarm(store, { rows, alarm, tags }, differ) {
  const place = where({ ...tags, condition: alarm.condition });
  const [events, spans] = await ask(store, [
    `SELECT body FROM alarm WHERE ${place}`,
    `SELECT end_at FROM alarm_span WHERE ${place}`,
  ]);
  const truth = JSON.stringify(runsBeyond(rows, alarm));
  for (const [what, runs] of [
    ["events", runsOf(events)],
    ["spans", spans],
  ]) {
    const told = JSON.stringify(runs);
    if (told !== truth) differ(`${alarm.condition}: ${what} ${told.slice(0, 400)} instead of ${truth.slice(0, 400)}`);
  }
  return { rows: rowsBeyond(rows, alarm), seconds: secondsOf(spans) };
}
