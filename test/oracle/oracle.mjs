#!/usr/bin/env node
/**
 * The oracle: compares recorded files with what a store answers, and imports nothing of the product.
 *
 *   node test/oracle/oracle.mjs SPEC.json
 *
 * SPEC.json: { gauges: [{ file, time, value, offsetHours?, noData?, alarms?, tags }], ask?, store? }
 *   file         CSV, plain or .gz, or several that follow each other
 *   time, value  name the columns; `time` may be date and time, or year, month, day and hour
 *   offsetHours  how far times without an offset are ahead of UTC; they are UTC without it
 *   noData       what is written in place of a value: numbers however written, words as they are
 *   alarms       [{ condition, type: "hi" | "lo", limit }] of that gauge, without deadband and delay
 *   tags         which series it became: { region, site, device, variable }
 *   ask          the running instance whose /query is asked, { url, token }; an InfluxDB, { url, database }; or { command },
 *                which takes InfluxQL and prints the answer
 *   store        the DuckDB file of an instance that does not run: its tables are counted directly
 *
 * Prints one JSON object; exits 1 when anything is lost, doubled, different or never measured.
 */
import { readFileSync } from "node:fs";
import { compareAlarm } from "./alarms.mjs";
import { ask, where } from "./ask.mjs";
import { measured } from "./recorded.mjs";

/** Rows by their moment. */
function byTime(rows) {
  const times = new Map();
  for (const row of rows) {
    const others = times.get(row[0]);
    if (others === undefined) times.set(row[0], [row]);
    else others.push(row);
  }
  return times;
}

const iso = (at) => new Date(at).toISOString();

const good = 192;

/** Rows with the quality that holds for each: one that says none is as the one before it. */
function withQuality(rows) {
  let held = null;
  return rows.map(([at, value, quality, reason]) => {
    held = quality ?? held;
    return [at, value, held, reason];
  });
}

/** Whether a stored row is what was measured: a value is good, and where there is none it is bad, because it is missing. */
function isSame(value, [, stored, quality, reason]) {
  if (stored !== value) return false;
  return value === null ? quality === 0 && reason === "missing" : quality === good && reason === null;
}

/** Compares one series moment by moment. */
function compare(name, expected, stored, verdict) {
  const truth = byTime(expected);
  const found = byTime(withQuality(stored));
  for (const [at, [[, value]]] of truth) {
    const rows = found.get(at);
    if (rows === undefined) verdict.lost.push(`${name} ${iso(at)}: ${value} is lost`);
    else if (!rows.some((row) => isSame(value, row)))
      verdict.different.push(`${name} ${iso(at)}: ${JSON.stringify(rows)} instead of ${value}`);
  }
  for (const [at, rows] of found) {
    if (!truth.has(at)) verdict.invented.push(`${name} ${iso(at)}: ${JSON.stringify(rows)} was never measured`);
    else if (rows.length > 1) verdict.doubled.push(`${name} ${iso(at)}: ${rows.length} times`);
  }
}

function figures(rows) {
  const values = rows.map(([, value]) => value).filter((value) => value !== null);
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    count: values.length,
    missing: rows.length - values.length,
    sum,
    first: values[0] ?? null,
    last: values.at(-1) ?? null,
  };
}

/** How often a value is the same as the one before it. */
function repeats(rows) {
  return rows.filter(([, value], index) => index > 0 && value === rows[index - 1][1]).length;
}

/** What the store says when it adds up itself must be what the file adds up to. */
function compareFigures(name, { count, sum, first: begun, last: ended }, stretches, verdict) {
  const [first = null] = stretches.map((row) => row[3]).filter((value) => value !== null);
  const told = {
    count: stretches.reduce((total, row) => total + row[1], 0),
    sum: stretches.reduce((total, row) => total + (row[2] ?? 0), 0),
    first,
    last: stretches.map((row) => row[4]).findLast((value) => value !== null) ?? null,
  };
  const near = Math.abs(told.sum - sum) <= 1e-9 * Math.max(1, Math.abs(sum));
  if (told.count !== count || !near || told.first !== begun || told.last !== ended) {
    verdict.different.push(
      `${name}: ${JSON.stringify(told)}, not ${JSON.stringify({ count, sum, first: begun, last: ended })}`,
    );
  }
}

/** Counts the rows in the file itself: no query engine of the product stands between. */
async function countInStore(path, expectedRows, verdict) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create(path, { access_mode: "READ_ONLY" })).connect();
  const all = async (sql) => (await connection.runAndReadAll(sql)).getRows();
  const tables = (await all("SELECT table_name FROM information_schema.tables")).map(([name]) => String(name));
  let rows = 0;
  for (const table of tables.filter((name) => /^reading_\d{8}$/.test(name))) {
    rows += Number((await all(`SELECT count(*) FROM ${table}`))[0][0]);
    const twice = await all(`SELECT series, time FROM ${table} GROUP BY series, time HAVING count(*) > 1`);
    for (const [series, time] of twice)
      verdict.doubled.push(`${table}: series ${String(series)} at ${iso(Number(time))}`);
  }
  connection.closeSync();
  if (rows < expectedRows) verdict.lost.push(`${expectedRows - rows} rows are missing in ${path}`);
  if (rows > expectedRows) verdict.invented.push(`${rows - expectedRows} rows too many in ${path}`);
}

const stretch = 200 * 86_400_000;

/** What a series is asked, stretch by stretch, since a store may not read all of it at once: its rows, and what they add up to. */
function statementsFor({ tags, rows }) {
  const place = `FROM reading WHERE ${where(tags)}`;
  const [first, last] = [rows[0][0], rows.at(-1)[0]];
  const cuts = Array.from(
    { length: Math.floor((last - first) / stretch) },
    (_, index) => first + (index + 1) * stretch,
  );
  return [null, ...cuts].flatMap((from, index) => {
    const after = from === null ? "" : ` AND time >= ${from}ms`;
    const before = index < cuts.length ? ` AND time < ${cuts[index]}ms` : "";
    return [
      `SELECT value, quality, reason ${place}${after}${before}`,
      `SELECT count(value), sum(value), first(value), last(value) ${place}${after}${before}`,
    ];
  });
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
const verdict = { lost: [], doubled: [], different: [], invented: [] };
const truths = spec.gauges.map((gauge) => ({ ...gauge, rows: measured(gauge) }));
const series = Object.fromEntries(
  truths.map(({ tags, rows }) => [`${tags.device}/${tags.variable}`, { rows: rows.length, ...figures(rows) }]),
);
const rows = truths.reduce((sum, truth) => sum + truth.rows.length, 0);
const repeated = truths.reduce((sum, truth) => sum + repeats(truth.rows), 0);
const alarms = {};
if (spec.ask !== undefined) {
  const statements = truths.map(statementsFor);
  const answers = await ask(spec.ask, statements.flat());
  for (const [index, truth] of truths.entries()) {
    const name = `${truth.tags.device}/${truth.tags.variable}`;
    const own = answers.splice(0, statements[index].length);
    const stored = own.filter((_, place) => place % 2 === 0);
    compare(name, truth.rows, stored.flat(), verdict);
    compareFigures(name, figures(truth.rows), own.filter((_, place) => place % 2 === 1).flat(), verdict);
    for (const alarm of truth.alarms ?? []) {
      const differ = (text) => verdict.different.push(text);
      alarms[alarm.condition] = await compareAlarm(spec.ask, { ...truth, alarm }, differ);
    }
  }
}
if (spec.store !== undefined) await countInStore(spec.store, rows, verdict);
const most = 5;
const counts = Object.fromEntries(Object.entries(verdict).map(([kind, found]) => [kind, found.length]));
const examples = Object.values(verdict).flatMap((found) => found.slice(0, most));
process.stdout.write(`${JSON.stringify({ rows, repeated, series, alarms, ...counts, examples })}\n`);
process.exitCode = examples.length === 0 ? 0 : 1;
