#!/usr/bin/env node
/**
 * Lives a day that is written down, with everything that goes wrong in it, and lets the oracle judge it.
 *
 *   node test/soak/run.mjs test/soak/winter-day.json [--data DIR]
 *
 * The day: { config, from, lasts, sites?, beginning, faults: [{ at, site, device, kind, for?, amount?, settles, excuses, alarm, why }] }
 *   sites    only these of the configuration; all of them without it
 *   settles  how long after its end a fault, or the beginning, still excuses a healthy band; `why` says what takes that long
 * Imports nothing of the product: it runs the built program. Prints the verdict as JSON; exits 1 on a breach.
 * The folder of recordings (HOMEOSTAT_DATA) is left out: a day is the same on every machine.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";

const here = import.meta.dirname;
const root = join(here, "../..");
const program = join(root, "dist/cli/main.js");
const sizes = { s: 1_000, min: 60_000, h: 3_600_000 };

/** Milliseconds of a duration such as `30min`. */
function durationOf(text) {
  const [, amount, unit] = /^(\d+)(s|min|h)$/.exec(text) ?? [];
  if (amount === undefined) throw new Error(`${text} is no duration`);
  return Number(amount) * sizes[unit];
}

/** The configuration, or a copy of it that has these sites alone. */
function configOf({ config, sites }, folder) {
  const whole = resolve(root, config);
  if (sites === undefined) return whole;
  const copy = join(folder, "config");
  cpSync(whole, copy, { recursive: true });
  const regionFile = join(copy, "region.yaml");
  const region = parse(readFileSync(regionFile, "utf8"));
  for (const [file, site] of Object.entries(siteFiles(copy))) {
    if (sites.includes(site)) continue;
    rmSync(file);
    delete region.sites[site];
  }
  writeFileSync(regionFile, stringify(region));
  return copy;
}

/** The id of the site in each site file of a directory. */
function siteFiles(directory) {
  const files = execFileSync("ls", [directory], { encoding: "utf8" }).split("\n");
  const read = files.filter((name) => name.endsWith(".yaml")).map((name) => join(directory, name));
  return Object.fromEntries(
    read.flatMap((file) => {
      const { kind, site } = parse(readFileSync(file, "utf8"));
      return kind === "site" ? [[file, site.id]] : [];
    }),
  );
}

/** What the program is told of the faults; the rest is the oracle's. */
function scriptOf({ faults }) {
  const told = faults.map(({ at, site, device, kind, for: lasts, amount }) => ({
    at,
    site,
    device,
    kind,
    for: lasts,
    amount,
  }));
  return { homeostat: 1, kind: "faults", faults: told };
}

/** A fault by the clock, as the oracle takes it. */
function declared({ at, for: lasts, settles, alarm, ...fault }, start) {
  const from = start + durationOf(at);
  return {
    ...fault,
    from,
    to: lasts === undefined ? null : from + durationOf(lasts),
    settles: durationOf(settles),
    alarm: { ...alarm, within: durationOf(alarm.within) },
  };
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { data: { type: "string" } } });
const day = JSON.parse(readFileSync(positionals[0], "utf8"));
const folder = values.data === undefined ? mkdtempSync(join(tmpdir(), "homeostat-soak-")) : resolve(values.data);
mkdirSync(folder, { recursive: true });
const data = join(folder, "data");
const config = configOf(day, folder);
const sites = Object.values(siteFiles(config));
const faultsFile = join(folder, "faults.yaml");
writeFileSync(faultsFile, JSON.stringify(scriptOf(day), undefined, 2));
const env = { ...process.env };
delete env.HOMEOSTAT_DATA;

const lived = spawnSync(
  process.execPath,
  [program, "up", "--config", config, "--data", data, "--speed", "max", "--from", day.from, "--for", day.lasts].concat(
    day.faults.length > 0 ? ["--faults", faultsFile] : [],
    "--json",
  ),
  { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
);
if (lived.status !== 0) throw new Error(`the day was not lived: exit code ${lived.status}`);
const { seconds, timesFaster } = JSON.parse(lived.stdout);

const start = Date.parse(day.from);
const specFile = join(folder, "spec.json");
writeFileSync(
  specFile,
  JSON.stringify({
    from: start,
    to: start + durationOf(day.lasts),
    settles: durationOf(day.beginning.settles),
    bands: JSON.parse(readFileSync(join(here, "bands.json"), "utf8")),
    faults: day.faults.map((fault) => declared(fault, start)),
    truth: Object.fromEntries(sites.map((site) => [site, join(data, "world", site, "truth.jsonl")])),
    journal: join(data, "hub/region/journal.jsonl"),
    books: JSON.parse(
      execFileSync(process.execPath, [program, "books", "--data", data, "--json"], { encoding: "utf8" }),
    ),
    ask: { command: [process.execPath, program, "query", "--data", data, "--json"] },
  }),
);
const judged = spawnSync(process.execPath, [join(here, "../oracle/commons.mjs"), specFile], { encoding: "utf8" });
if (judged.stdout === "") throw new Error(`the oracle said nothing: ${judged.stderr}`);
process.stdout.write(
  `${JSON.stringify({ day: dirname(specFile), seconds, timesFaster, ...JSON.parse(judged.stdout) })}\n`,
);
if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
process.exitCode = judged.status ?? 70;
