#!/usr/bin/env node
/**
 * The oracle of lived days: judges whether sites kept what was agreed, by what their worlds really were. It imports nothing of the product.
 *
 *   node test/oracle/commons.mjs SPEC.json
 *
 * SPEC.json: { from, to, settles, bands, faults, truth, journal, books, ask }
 *   settles  ms from the beginning in which a healthy band may not be reached yet
 *   bands    what was agreed: [{ site, range, statistic, quantity …, healthy: { lo, hi }, viable: { lo, hi } }]
 *   faults   what was made to go wrong: [{ site, device, kind, from, to, settles, excuses, alarm: { key, within } }]; `to` null: to the end
 *            excuses  the ranges whose healthy band may be left from `from` until `settles` ms after `to`; their viable range may not
 *   truth    the truth file of each site
 *   journal  whom the region told, a line each
 *   books    what became of every reading: [{ site, boots: [{ assigned, stored, unexplained … }] }]
 *   ask      as in oracle.mjs: where the stored alarms are asked for
 *
 * Prints one JSON object with the worst values and alarms of each site; exits 1 when its `breaches` are not empty.
 */
import { readFileSync } from "node:fs";
import { ask, where } from "./ask.mjs";
import { looksBack, runsOutside, trueValues } from "./bands.mjs";
import { truthOf } from "./truth.mjs";

const iso = (at) => new Date(at).toISOString();
const rounded = (value) => Math.round(value * 1_000) / 1_000;
const shown = ({ lo = "-", hi = "-" }) => `${lo} to ${hi}`;
/** What the region itself raised stands under this site. */
const region = "-";
/** How far from its script a fault may be in the truth: the plant lives in steps. */
const step = 1_000;

function readJournal(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** The first and last true value of a band, the least and the greatest. */
function figuresOf(values) {
  const [lowest, highest] = values.reduce(
    ([lo, hi], [, value]) => [Math.min(lo, value), Math.max(hi, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { count: values.length, lowest: rounded(lowest), highest: rounded(highest) };
}

/** Whether a fault's time, with what it needs to settle, covers a moment. */
function covers({ from, to, settles }, at, back) {
  return at >= from && (to === null || at <= to + settles + back);
}

/** Judges one band by the true values of a life; what lasted too short for its mean is said, not judged. */
function judgeBand(band, plants, { from, to, settles, faults }, breach) {
  const name = `${band.site} ${band.range}`;
  const values = trueValues(plants, band);
  if (values.length === 0) {
    const tooShort = to - from < looksBack(band) * (band.atLeast ?? 1);
    if (!tooShort) breach(`${name}: no true value was judged`);
    return { count: 0, tooShort };
  }
  const excusing = faults.filter(({ site, excuses }) => site === band.site && excuses.includes(band.range));
  const isExcused = (at) => at < from + settles || excusing.some((fault) => covers(fault, at, looksBack(band)));
  const tell = (what, bounds, run) =>
    breach(`${name}: ${rounded(run.worst)} is outside of ${what} ${shown(bounds)}, ${iso(run.from)} to ${iso(run.to)}`);
  for (const run of runsOutside(values, band.healthy, isExcused)) tell("healthy", band.healthy, run);
  for (const run of runsOutside(values, band.viable, () => false)) tell("viable", band.viable, run);
  return { ...figuresOf(values), excused: runsOutside(values, band.healthy, () => false).length };
}

/** What was scripted happened, and nothing else did. */
function judgeScript(site, scripted, happened, breach) {
  const left = [...happened];
  for (const { device, kind, from } of scripted) {
    const index = left.findIndex(
      (one) => one.device === device && one.kind === kind && Math.abs(one.at - from) <= step,
    );
    if (index < 0) breach(`${site}: ${kind} of ${device} at ${iso(from)} is not in the truth`);
    else left.splice(index, 1);
  }
  for (const { device, kind, at } of left) breach(`${site}: ${kind} of ${device} at ${iso(at)} was not scripted`);
}

/** The fault's own alarm is raised at its own site in time, and before the region tells anybody of it. */
function judgeAlarm(fault, alarms, journal, breach) {
  const { site, device, kind, from, alarm } = fault;
  const name = `${site}: ${alarm.key} after ${kind} of ${device} at ${iso(from)}`;
  const raised = alarms.find((event) => event.site === site && event.key === alarm.key && event.at >= from);
  if (raised === undefined) {
    breach(`${name} was never raised`);
    return { fault: `${kind} ${device}`, key: alarm.key, afterSeconds: null };
  }
  const after = raised.at - from;
  if (after > alarm.within) breach(`${name} came after ${after / 1_000} s instead of ${alarm.within / 1_000} s`);
  const pages = journal.filter((page) => page.site === site && page.key === alarm.key && page.at >= from);
  const climbs = alarms.filter(
    (event) => event.site === region && event.key === `${site}.${alarm.key}` && event.at >= from,
  );
  const early = [...pages, ...climbs].find((one) => one.at < raised.at);
  if (early !== undefined) breach(`${name}: the region told of it at ${iso(early.at)}, its site at ${iso(raised.at)}`);
  const told = pages[0] === undefined ? null : (pages[0].at - from) / 1_000;
  return { fault: `${kind} ${device}`, key: alarm.key, afterSeconds: after / 1_000, regionAfterSeconds: told };
}

/** An alarm without a fault behind it is a false one; the region's own, that an alarm climbed, goes by the alarm's name. */
function judgeFalse(alarms, faults, breach) {
  for (const { site, key, at } of alarms) {
    const behind = faults.some((fault) =>
      site === region ? key === `${fault.site}.${fault.alarm.key}` : fault.site === site && covers(fault, at, 0),
    );
    if (!behind) breach(`${site}: ${key} was raised at ${iso(at)} without a fault`);
  }
}

function judgeBooks(books, sites, breach) {
  return Object.fromEntries(
    sites.map((site) => {
      const boots = books.find((book) => book.site === site)?.boots ?? [];
      const total = (of) => boots.reduce((sum, boot) => sum + (boot[of] ?? 0), 0);
      const [stored, unexplained] = [total("stored"), total("unexplained")];
      if (stored === 0) breach(`${site}: no reading is stored`);
      if (unexplained !== 0) breach(`${site}: ${unexplained} readings are unexplained`);
      return [site, { stored, unexplained }];
    }),
  );
}

/** The alarms raised until the end; after it the sites are gone, and the region says so. */
async function raisedAlarms(store, sites, to) {
  const answers = await ask(
    store,
    sites.map((site) => `SELECT body FROM alarm WHERE ${where({ site })}`),
  );
  const events = answers.flatMap((rows, index) =>
    rows.map(([, body]) => ({ site: sites[index], ...JSON.parse(body) })),
  );
  return events.filter(({ transition, at }) => transition === "raise" && at <= to).sort((a, b) => a.at - b.at);
}

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
const breaches = [];
const breach = (text) => breaches.push(text);
const sites = Object.keys(spec.truth);
const journal = readJournal(spec.journal);
const alarms = await raisedAlarms(spec.ask, [...sites, region], spec.to);
const bands = {};
for (const site of sites) {
  const { plants, faults } = truthOf(spec.truth[site], spec);
  const expected = (spec.to - spec.from) / 10_000;
  if (plants.length < expected) breach(`${site}: the truth has ${plants.length} lines of its plant, not ${expected}`);
  const own = spec.faults.filter((fault) => fault.site === site);
  judgeScript(site, own, faults, breach);
  for (const band of spec.bands.filter((one) => one.site === site)) {
    bands[`${site} ${band.range}`] = judgeBand(band, plants, { ...spec, faults: own }, breach);
  }
}
const raised = spec.faults.map((fault) => judgeAlarm(fault, alarms, journal, breach));
judgeFalse(alarms, spec.faults, breach);
const books = judgeBooks(spec.books, sites, breach);
process.stdout.write(`${JSON.stringify({ bands, alarms: raised, raised: alarms.length, books, breaches })}\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;
