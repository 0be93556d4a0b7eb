import { parseArgs } from "node:util";
import { runWorld } from "./io/run.ts";

const usage = `simulators/main.js --dir DIR [--seed N] [--speed N] [--start ISO] [--started-at EPOCH-MS] [--level M]
  runs the polder; DIR gets world.json (where to reach it), control.token and truth.jsonl`;

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
    level: { type: "string" },
  },
});
const startedAt = values["started-at"] === undefined ? Date.now() : number("started-at", values["started-at"]);
const start = values.start === undefined ? startedAt : Date.parse(values.start);
if (Number.isNaN(start)) refuse(`--start takes a date and time like 2026-06-01T00:00:00Z, not "${values.start}"`);
const level = values.level === undefined ? {} : { levelInside: number("level", values.level) };
const world = await runWorld({
  dir: values.dir ?? refuse("--dir is missing"),
  pace: { speed: number("speed", values.speed), start, startedAt },
  script: { seed: number("seed", values.seed), ...level },
});
const stop = (): void => {
  void world[Symbol.asyncDispose]().then(() => process.exit(0));
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
