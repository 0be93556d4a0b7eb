import { compile } from "../../rules/engine/compile/compile.ts";
import { createEngine, stepColumns } from "../../rules/engine/engine.ts";
import type { Columns } from "../../rules/engine/image/accept.ts";
import { Q } from "../../rules/engine/image/arena.ts";
import type { Compiled } from "../../rules/engine/plan.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";

/** A compiled plant, ready to be driven again and again. */
export interface EngineBench {
  /** Readings a second through the engine, over so many rounds in which every variable is read once. */
  ours(rounds: number): number;
  /** What a bare loop over typed arrays reaches on the same readings. */
  bareLoop(rounds: number): number;
  readonly bytesPerVariable: number;
}

/** How large the measured engine is. */
export interface EngineOptions {
  readonly variables?: number;
  /** Variables of one device, which arrive together. */
  readonly deviceSize?: number;
  /** False leaves out the plans of alarms (their limits are judged all the same): for more variables than names fit. */
  readonly named?: boolean;
}

const t0 = 1_750_000_000_000;
const limitTypes = ["hiHi", "hi", "lo", "loLo"] as const;
const limits = { hiHi: 95, hi: 90, lo: 10, loLo: 5 } as const;

/** Variables with span, rate, stale and four limits each; nothing is derived, nothing is commanded. */
function plant(variables: number, deviceSize: number): EngineSite {
  const points: Record<string, EngineSite["points"][string]> = {};
  const refined: Record<string, EngineSite["variables"][string]> = {};
  const alarms: Record<string, EngineSite["charter"]["alarms"][string]> = {};
  for (let index = 0; index < variables; index++) {
    const path = `d${Math.floor(index / deviceSize)}/v${index % deviceSize}`;
    points[path] = { unit: "m", type: "number", writable: false, staleAfter: 60_000 };
    refined[path] = {
      commons: "water",
      unit: "m",
      kind: "level",
      span: { lo: 0, hi: 100 },
      quality: { stale: 60_000, rate: { most: 1000, per: 60_000 } },
    };
    for (const type of limitTypes) {
      alarms[`${type.toLowerCase()}-${index}`] = {
        form: "variable",
        variable: path,
        type,
        limit: limits[type],
        deadband: 1,
        onDelay: 5_000,
        offDelay: 0,
        latch: false,
        shelve: { max: 0 },
        priority: "medium",
        cause: "bench",
        consequence: "bench",
        response: "bench",
        timeToRespond: 3_600_000,
      };
    }
  }
  const charter = { version: 1, seasons: {}, ranges: {}, reflexes: {}, alarms, ladder: { local: { outputs: [] } } };
  const names = { region: "bench", site: "bench", timeZone: "UTC", commons: ["water"] };
  return { ...names, points, variables: refined, actuators: {}, curves: {}, interlocks: {}, charter };
}

/** Nameless variables with the same rules as `plant`: what is measured is the records alone. */
function nameless(variables: number): Compiled {
  const compiled = compile(plant(1, 1));
  const [rules] = compiled.rules;
  if (rules === undefined) throw new Error("the plant has no variable");
  const [paths, all] = [new Array<string>(variables).fill(""), new Array(variables).fill(rules)];
  return { ...compiled, paths, rules: all, alarms: [], alarmsOf: new Map() };
}

/** One device's readings as columns, reused for every device: a host fills them from its decoder in the same way. */
function emptyColumns(count: number): Columns {
  return {
    count,
    indices: new Uint32Array(count),
    values: new Float64Array(count),
    qualities: new Uint8Array(count).fill(Q.good),
    reasons: new Uint16Array(count),
    measuredAt: new Float64Array(count),
  };
}

/** The readings of one round: device after device, its variables in order; the values saw inside the limits. */
function fill(columns: Columns, first: number, round: number): void {
  for (let row = 0; row < columns.count; row++) {
    columns.indices[row] = first + row;
    columns.values[row] = 40 + ((first + row + round * 7) % 23);
    columns.measuredAt[row] = t0 + round * 1_000;
  }
}

/** The physical limit: the same readings through a bare loop that stores each and compares it with four limits. */
function bareLoop(variables: number, batch: number, rounds: number): number {
  const values = new Float64Array(variables);
  const times = new Float64Array(variables);
  const columns = emptyColumns(batch);
  let beyond = 0;
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    for (let first = 0; first < variables; first += batch) {
      fill(columns, first, round);
      for (let row = 0; row < batch; row++) {
        const value = columns.values[row] as number;
        const index = columns.indices[row] as number;
        values[index] = value;
        times[index] = columns.measuredAt[row] as number;
        if (value > 95 || value > 90 || value < 10 || value < 5) beyond += 1;
      }
    }
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (beyond > 0) throw new Error("the bench's values are meant to stay inside their limits");
  return (variables * rounds) / seconds;
}

/** The engine alone, one core: quality and four limits for each reading, device-run arrival, scan work included. */
export function prepareEngine(options: EngineOptions = {}): EngineBench {
  const { variables = 100_000, deviceSize = 50, named = true } = options;
  const compiled = named ? compile(plant(variables, deviceSize)) : nameless(variables);
  const engine = createEngine(compiled, { now: t0 - 1_000, prefix: "bench" });
  // A scan takes what arrived since the last: here a hundred devices.
  const batch = Math.min(variables, deviceSize * 100);
  const columns = emptyColumns(batch);
  let round = 0;
  const ours = (rounds: number): number => {
    let events = 0;
    const started = process.hrtime.bigint();
    for (const until = round + rounds; round < until; round++) {
      for (let first = 0; first < variables; first += batch) {
        fill(columns, first, round);
        events += stepColumns(engine, columns, t0 + round * 1_000).alarms.length;
      }
    }
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (events > 0) throw new Error("the bench's values are meant to raise no alarm");
    return (variables * rounds) / seconds;
  };
  return {
    ours,
    bareLoop: (rounds) => bareLoop(variables, batch, rounds),
    bytesPerVariable: engine.arena.buffer.byteLength / variables,
  };
}
