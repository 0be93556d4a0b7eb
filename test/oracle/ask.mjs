import { execFileSync } from "node:child_process";

/** One answer for all statements, in InfluxDB's JSON, times in ms. */
async function answerOf({ url, token, database = "homeostat", command }, text) {
  if (command !== undefined) {
    const [program, ...words] = command;
    return JSON.parse(execFileSync(program, [...words, text], { encoding: "utf8", maxBuffer: 512e6 }));
  }
  const address = new URL("/query", url);
  address.search = new URLSearchParams({ db: database, epoch: "ms", q: text }).toString();
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(address, { headers })).json();
}

const mostAtOnce = 50;

/** Asks statements in InfluxQL and answers for each the rows of its one series as arrays, time first. */
export async function ask(where, statements) {
  const rows = [];
  for (let at = 0; at < statements.length; at += mostAtOnce) {
    rows.push(...(await askAtOnce(where, statements.slice(at, at + mostAtOnce))));
  }
  return rows;
}

async function askAtOnce(where, statements) {
  const answer = await answerOf(where, statements.join("; "));
  return statements.map((text, index) => {
    const result = answer.results?.[index];
    if (result === undefined || result.error !== undefined) {
      throw new Error(`${text}: ${answer.error ?? result?.error ?? "no answer"}`);
    }
    const series = result.series ?? [];
    // InfluxDB 1.6.7 calls a series of more than 10,000 rows partial, also when all of it is there.
    if (series.length > 1) throw new Error(`${text}: more than one series answers`);
    return series[0]?.values ?? [];
  });
}

/** The condition that picks out what has these tags. */
export function where(tags) {
  return Object.entries(tags)
    .map(([name, value]) => `"${name}" = '${value}'`)
    .join(" AND ");
}
