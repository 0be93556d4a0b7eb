#!/usr/bin/env node
/**
 * The oracle: compares recorded files with what a store answers, and imports nothing of the product.
 *
 *   node test/oracle/oracle.mjs SPEC.json
 *
 * SPEC.json: { gauges: [{ file, time, value, tags }], ask?: { url, token } | { command }, store?: path }
 *   file   CSV, plain or .gz; `time` and `value` name its columns; times without an offset are UTC
 *   tags   which series it became: { region, site, device, variable }
 *   ask    the running instance whose /query is asked, or a command that takes InfluxQL and prints the answer
 *   store  the DuckDB file of an instance that does not run: its tables are counted directly
 *
 * Prints one JSON object; exits 1 when anything is lost, doubled, different or never measured.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Fields of one CSV line; a quoted field may hold commas and doubled quotes. */
function fieldsOf(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}

/** What was measured: [epoch ms, value or null], in the order of the file. */
function measured({ file, time, value }) {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = fieldsOf(header);
  const [timeAt, valueAt] = [names.indexOf(time), names.indexOf(value)];
  if (timeAt < 0 || valueAt < 0) throw new Error(`${file} has no column ${time} or ${value}`);
  return lines.map((line) => {
    const fields = fieldsOf(line);
    const moment = fields[timeAt].replace(" ", "T");
    const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(moment) ? moment : `${moment}Z`);
    if (Number.isNaN(at)) throw new Error(`${file}: no time ${fields[timeAt]}`);
    return [at, fields[valueAt] === "" ? null : Number(fields[valueAt])];
  });
}

async function answerOf({ url, token, command }, text) {
  if (command !== undefined) {
    const [program, ...words] = command;
    return JSON.parse(execFileSync(program, [...words, text], { encoding: "utf8", maxBuffer: 256e6 }));
  }
  const address = new URL("/query", url);
  address.search = new URLSearchParams({ db: "homeostat", epoch: "ms", q: text }).toString();
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  return response.json();
}

/** Asks in InfluxQL, times in ms, and answers the rows of the one series as arrays, time first. */
async function query(ask, text) {
  const answer = await answerOf(ask, text);
  const result = answer.results?.[0];
  if (result === undefined || result.error !== undefined) {
    throw new Error(`${text}: ${answer.error ?? result?.error ?? "no answer"}`);
  }
  return result.series?.[0]?.values ?? [];
}

const where = (tags) =>
  Object.entries(tags)
    .map(([name, value]) => `"${name}" = '${value}'`)
    .join(" AND ");

/** Rows by their moment. */
function byTime(rows) {
  const times = new Map();
  for (const [at, value] of rows) times.set(at, [...(times.get(at) ?? []), value]);
  return times;
}

const iso = (at) => new Date(at).toISOString();

/** Compares one series moment by moment. */
function compare(name, expected, stored, verdict) {
  const truth = byTime(expected);
  const found = byTime(stored);
  for (const [at, [value]] of truth) {
    const values = found.get(at);
    if (values === undefined) verdict.lost.push(`${name} ${iso(at)}: ${value} is lost`);
    else if (!values.some((one) => one === value))
      verdict.different.push(`${name} ${iso(at)}: ${values} instead of ${value}`);
  }
  for (const [at, values] of found) {
    if (!truth.has(at)) verdict.invented.push(`${name} ${iso(at)}: ${values} was never measured`);
    else if (values.length > 1) verdict.doubled.push(`${name} ${iso(at)}: ${values.length} times`);
  }
}

function figures(rows) {
  const values = rows.map(([, value]) => value).filter((value) => value !== null);
  const sum = values.reduce((total, value) => total + value, 0);
  return { count: values.length, sum, first: values[0] ?? null, last: values.at(-1) ?? null };
}

/** How often a value is the same as the one before it. */
function repeats(rows) {
  return rows.filter(([, value], index) => index > 0 && value === rows[index - 1][1]).length;
}

/** What the store says when it adds up itself must be what the file adds up to. */
async function compareFigures(name, expected, gauge, ask, verdict) {
  const [row] = await query(
    ask,
    `SELECT count(value), sum(value), first(value), last(value) FROM reading WHERE ${where(gauge.tags)}`,
  );
  const [, count = 0, sum = null, first = null, last = null] = row ?? [];
  const near = Math.abs((sum ?? 0) - expected.sum) <= 1e-9 * Math.max(1, Math.abs(expected.sum));
  if (count !== expected.count || !near || first !== expected.first || last !== expected.last) {
    verdict.different.push(`${name}: ${JSON.stringify({ count, sum, first, last })}, not ${JSON.stringify(expected)}`);
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

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
const verdict = { lost: [], doubled: [], different: [], invented: [] };
const series = {};
let rows = 0;
let repeated = 0;
for (const gauge of spec.gauges) {
  const name = `${gauge.tags.device}/${gauge.tags.variable}`;
  const expected = measured(gauge);
  rows += expected.length;
  repeated += repeats(expected);
  series[name] = { rows: expected.length, ...figures(expected) };
  if (spec.ask === undefined) continue;
  const stored = await query(spec.ask, `SELECT value, quality FROM reading WHERE ${where(gauge.tags)}`);
  compare(name, expected, stored, verdict);
  await compareFigures(name, figures(expected), gauge, spec.ask, verdict);
}
if (spec.store !== undefined) await countInStore(spec.store, rows, verdict);
const most = 5;
const counts = Object.fromEntries(Object.entries(verdict).map(([kind, found]) => [kind, found.length]));
const examples = Object.values(verdict).flatMap((found) => found.slice(0, most));
process.stdout.write(`${JSON.stringify({ rows, repeated, series, ...counts, examples })}\n`);
process.exitCode = examples.length === 0 ? 0 : 1;
