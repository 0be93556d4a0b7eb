import { charterSchema } from "../../charter/schema.ts";
import { compile } from "../compile/compile.ts";
import { createEngine, step } from "../engine.ts";
import { actuatorSchema, type EnginePoint, type EngineSite, interlockSchema, variableSchema } from "../schema.ts";
import type { Engine, Start } from "../state.ts";
import type { Action, Effects, Input } from "../types.ts";

/** A summer's moment at which every test of the engine begins. */
export const t0 = Date.UTC(2025, 5, 1);

const minute = 60_000;

const drivePoint = (type: "number" | "boolean", writable = false): EnginePoint => ({
  unit: type === "boolean" ? "bool" : "%",
  type,
  writable,
  staleAfter: 10_000,
});

function drivePoints(device: string): Record<string, EnginePoint> {
  const flags = ["running", "fault", "remote", "ready"].map((name) => [`${device}/${name}`, drivePoint("boolean")]);
  return { ...Object.fromEntries(flags), [`${device}/actual`]: drivePoint("number") };
}

const contact = (writable = false): EnginePoint => ({ unit: "bool", type: "boolean", writable, staleAfter: 10_000 });
const metres: EnginePoint = { unit: "m", type: "number", writable: false, staleAfter: 10_000, span: { lo: -4, hi: 0 } };

/** A pump in the words of the site file. */
export const pumpWords = (device: string) => ({
  device,
  class: "A",
  speed: { min: "65 %", max: "100 %" },
  minOn: "5min",
  minOff: "5min",
  startsPerHour: 6,
  stagger: "20s",
  warn: { output: "horn", for: "10s" },
  readBack: { running: "15s" },
  link: { reassert: "3s" },
  safeState: "stop",
});

const texts = { cause: "c", consequence: "q", response: "r", timeToRespond: "1h" };

/** An alarm in the words of the charter, with the texts every alarm needs. */
export const alarmWords = (words: Record<string, unknown>) => ({ priority: "high", ...texts, ...words });

const drain = {
  kind: "staged",
  layer: "homeostasis",
  input: "gauge/level",
  effect: "lowers",
  actuators: ["pump-1", "pump-2"],
  lead: "fixed",
  stages: [
    { start: 0.02, stop: -0.03 },
    { start: 0.05, stop: 0 },
  ],
  speed: [
    [-0.03, "65 %"],
    [0.05, "85 %"],
    [0.1, "100 %"],
  ],
  whenInputBad: [
    { do: "hold", for: "15min" },
    { do: "programme", for: "24h", actuator: "lead", speed: "75 %", run: "20min", rest: "40min" },
    { do: "safeState" },
  ],
};

const range = {
  viable: { lo: -2.65, hi: -1.85 },
  target: -2.2,
  healthy: { below: 0.05, above: 0.05 },
  owner: "board",
  basis: "decree",
};

/** What a test changes in the small polder of the tests; every part replaces the default one. */
export interface SiteParts {
  readonly points?: Readonly<Record<string, EnginePoint>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly actuators?: Readonly<Record<string, unknown>>;
  readonly interlocks?: Readonly<Record<string, unknown>>;
  readonly charter?: Readonly<Record<string, unknown>>;
  readonly curves?: EngineSite["curves"];
}

const parsed = <T>(
  schema: { parse(value: unknown): T },
  entries: Readonly<Record<string, unknown>>,
): Record<string, T> => Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, schema.parse(value)]));

/** A small polder: one level gauge, two pumps with a horn, floats, and the reflex that drains it. */
export function testSite(parts: SiteParts = {}): EngineSite {
  const floats = { "io/float-low": contact(), "io/float-high": contact(), "io/mains-ok": contact() };
  const outputs = { "io/horn": contact(true), "io/siren": contact(true) };
  const points = { ...drivePoints("vfd-1"), ...drivePoints("vfd-2"), ...floats, ...outputs, "gauge/level": metres };
  const contacts = {
    horn: { output: "io/horn", class: "B", maxOn: "30s", safeState: "stop" },
    siren: { output: "io/siren", class: "B", maxOn: "3min", safeState: "stop" },
  };
  return {
    region: "lage-landen",
    site: "test-polder",
    timeZone: "Europe/Amsterdam",
    commons: ["water"],
    points: parts.points ?? points,
    variables: parsed(variableSchema, parts.variables ?? {}),
    actuators: parsed(
      actuatorSchema,
      parts.actuators ?? { "pump-1": pumpWords("vfd-1"), "pump-2": pumpWords("vfd-2"), ...contacts },
    ),
    curves: parts.curves ?? {},
    interlocks: parsed(interlockSchema, parts.interlocks ?? {}),
    charter: charterSchema.parse({
      version: 1,
      ranges: { "gauge/level": range },
      reflexes: { drain },
      ...parts.charter,
    }),
  };
}

/** The points of the small polder, good for an hour each, so that days pass in few scans. */
export function slowPoints(): Record<string, EnginePoint> {
  const points = Object.entries(testSite().points);
  return Object.fromEntries(points.map(([path, point]) => [path, { ...point, staleAfter: 60 * minute }]));
}

/** The words of the default reflex and range, for tests that change one key. */
export const words = { drain, range };

/** An engine on a virtual clock: values stay until they are changed and are read again in every scan. */
export class Bench {
  readonly engine: Engine;
  now: number;
  readonly held = new Map<string, number | null>();
  readonly log: Effects[] = [];

  constructor(parts: SiteParts | Engine = {}, start: Partial<Start> = {}) {
    const fresh = () => createEngine(compile(testSite(parts as SiteParts)), { now: t0, prefix: "1-test", ...start });
    this.engine = "arena" in parts ? parts : fresh();
    this.now = this.engine.now;
    for (const device of ["vfd-1", "vfd-2"]) this.drive(device, false);
    this.set({ "io/float-low": 0, "io/float-high": 0, "io/mains-ok": 1, "gauge/level": -2.2 });
  }

  set(values: Readonly<Record<string, number | null>>): this {
    for (const [path, value] of Object.entries(values)) this.held.set(path, value);
    return this;
  }

  /** Forgets points: they are not read any more. */
  silence(...paths: string[]): this {
    for (const path of paths) this.held.delete(path);
    return this;
  }

  drive(device: string, running: boolean): this {
    return this.set({
      [`${device}/running`]: running ? 1 : 0,
      [`${device}/fault`]: 0,
      [`${device}/remote`]: 1,
      [`${device}/actual`]: running ? 80 : 0,
    });
  }

  /** One scan after some time, with everything held read anew. */
  scan(after = 0, actions: readonly Action[] = []): Effects {
    this.now += after;
    const inputs = [...this.held].map(
      ([path, value]): Input => ({
        path,
        value,
        quality: value === null ? "bad" : "good",
        reasons: value === null ? ["comms"] : [],
        measuredAt: this.now,
      }),
    );
    const effects = step(this.engine, { inputs, actions }, this.now);
    this.log.push(effects);
    return effects;
  }

  /** Scans every second for some time; drives obey what they are told at once unless `broken` names them. */
  run(duration: number, broken: readonly string[] = []): this {
    for (let passed = 0; passed < duration; passed += 1000) this.obey(this.scan(1000), broken);
    return this;
  }

  obey(effects: Effects, broken: readonly string[] = []): void {
    for (const output of effects.outputs) {
      const device = output.actuator === "pump-1" ? "vfd-1" : output.actuator === "pump-2" ? "vfd-2" : undefined;
      if (device !== undefined && !output.released && !broken.includes(device)) this.drive(device, output.run);
    }
  }

  /** What every actuator is told now. */
  told(actuator: string): { run: boolean; speed: number | null; layer: string; blocked: string } {
    const state = this.engine.actuators[this.engine.compiled.actuatorIndex.get(actuator) ?? -1];
    if (state === undefined) throw new Error(`no actuator ${actuator}`);
    const { run, speedWanted, layer, blocked } = state;
    return { run, speed: speedWanted, layer, blocked };
  }

  alarms() {
    return this.log.flatMap((effects) => effects.alarms);
  }

  decisions(subject: string) {
    return this.log.flatMap((effects) => effects.decisions.filter((decision) => decision.actuator === subject));
  }

  static readonly minute = minute;
}
