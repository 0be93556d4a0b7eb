import type { DurationMs, EpochMs } from "../core/time.ts";
import type { StandingAlarm } from "../core/wire/alarm-digest.ts";
import { priorities } from "../core/wire/alarm-words.ts";

/** A standing alarm with its site. */
export interface ListedAlarm {
  readonly site: string;
  readonly alarm: StandingAlarm;
}

/** One line of the list of alarms: the one that came first, and those that came with it. */
export interface AlarmLine {
  readonly first: ListedAlarm;
  /** In the order in which they came; empty for a line of one alarm. */
  readonly others: readonly ListedAlarm[];
}

/** How many lines a person takes in at once. */
const mostLines = 10;
const shortestGap: DurationMs = 1_000;

const onsetOf = ({ alarm }: ListedAlarm): EpochMs => alarm.onset;
const rankOf = ({ alarm }: ListedAlarm): number => priorities.indexOf(alarm.priority);

/** Puts into one line what came within so short a time of each other; the first of it is on top. */
function bursts(list: readonly ListedAlarm[], gap: DurationMs): AlarmLine[] {
  const lines: { first: ListedAlarm; others: ListedAlarm[] }[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const one of list) {
    const line = lines.at(-1);
    if (line !== undefined && onsetOf(one) - last <= gap) line.others.push(one);
    else lines.push({ first: one, others: [] });
    last = onsetOf(one);
  }
  return lines;
}

/** The gaps worth trying: each further one joins at least two lines. */
function gapsOf(list: readonly ListedAlarm[]): readonly DurationMs[] {
  const gaps = list.slice(1).map((one, index) => onsetOf(one) - onsetOf(list[index] ?? one));
  return [...new Set(gaps)].filter((gap) => gap >= shortestGap).sort((a, b) => a - b);
}

/**
 * The list of alarms as a person can take it in. Up to ten stand alone; beyond that those that came together are one line under
 * the first of them, which is often their cause, with the shortest time between them that leaves ten lines. A critical alarm
 * always has a line of its own, and what is shelved is not in the list. The most urgent lines come first, then the oldest.
 */
export function alarmLines(alarms: readonly ListedAlarm[]): readonly AlarmLine[] {
  const shown = alarms.filter(({ alarm }) => alarm.shelved === undefined).sort((a, b) => onsetOf(a) - onsetOf(b));
  const alone = shown.filter(({ alarm }) => alarm.priority === "critical");
  const grouped = shown.filter(({ alarm }) => alarm.priority !== "critical");
  const single = (first: ListedAlarm): AlarmLine => ({ first, others: [] });
  const room = Math.max(1, mostLines - alone.length);
  const lines = grouped.length <= room ? grouped.map(single) : joined(grouped, room);
  const urgency = ({ first, others }: AlarmLine): number => Math.min(rankOf(first), ...others.map(rankOf));
  return [...alone.map(single), ...lines].sort(
    (a, b) => urgency(a) - urgency(b) || onsetOf(a.first) - onsetOf(b.first),
  );
}

function joined(list: readonly ListedAlarm[], room: number): readonly AlarmLine[] {
  let lines = bursts(list, shortestGap);
  for (const gap of gapsOf(list)) {
    if (lines.length <= room) break;
    lines = bursts(list, gap);
  }
  return lines;
}
