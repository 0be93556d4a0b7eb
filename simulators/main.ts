import { parseArgs } from "node:util";
import { acceleratedClock, systemClocks } from "../core/io/clock.ts";
import { readRecordings } from "./io/recordings.ts";
import { runWorld } from "./io/run.ts";
import { worldKinds } from "./worlds/index.ts";

const kinds = Object.keys(worldKinds).join(", ");
const usage = `simulators/main.js --dir DIR [--world NAME] [--seed N] [--speed N] [--start ISO] [--started-at EPOCH-MS] [--initial NAME=NUMBER]
  runs a world (${kinds}; polder by default); DIR gets world.json (where to reach it), control.token and truth.jsonl;
  HOMEOSTAT_DATA names the folder of measured series that a world can have as its boundary`;

function refuse(message: string): never {
  process.stderr.write(`${message}\n${usage}\n`);
  process.exit(2);
}

/** The text of an option as a number; anything else ends the program with the usage. */
function number(name: string, text: string): number {
  const value = Number(text);
  return text.trim() !== "" && Number.isFinite(value) ? value : refuse(`--${name} takes a number, not "${text}"`);
}

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    seed: { type: "string", default: "1" },
    speed: { type: "string", default: "1" },
    start: { type: "string" },
    "started-at": { type: "string" },
    world: { type: "string", default: "polder" },
    initial: { type: "string", multiple: true, default: [] },
  },
});
const startedAt =
  values["started-at"] === undefined ? systemClocks.world.now() : number("started-at", values["started-at"]);
const start = values.start === undefined ? startedAt : Date.parse(values.start);
if (Number.isNaN(start)) refuse(`--start takes a date and time like 2026-06-01T00:00:00Z, not "${values.start}"`);
const kind = worldKinds[values.world] ?? refuse(`--world takes one of ${kinds}, not "${values.world}"`);
const initial = values.initial.map((text) => text.split("="));
const world = await runWorld({
  dir: values.dir ?? refuse("--dir is missing"),
  clock: acceleratedClock({ speed: number("speed", values.speed), start, startedAt }),
  make: kind.make({
    seed: number("seed", values.seed),
    start,
    initial: Object.fromEntries(initial.map(([name = "", value = ""]) => [name, number(`initial ${name}=`, value)])),
    recordings: readRecordings(kind.recordings, process.env["HOMEOSTAT_DATA"]),
  }),
});
const stop = (): void => {
  void world[Symbol.asyncDispose]().then(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
