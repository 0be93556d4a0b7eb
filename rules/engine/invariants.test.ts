import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventSchema } from "../../core/wire/events.ts";
import { restore, snapshot } from "./snapshot.ts";
import { alarmWords, Bench, pumpWords, type SiteParts, words } from "./testing/site.ts";
import type { Action, Effects } from "./types.ts";

const { minute } = Bench;
const pumps = ["pump-1", "pump-2"];
const site: SiteParts = {
  interlocks: {
    dry: { when: "v('io/float-low')", whenUnknown: "act", force: "stop", actuators: pumps },
    "person-at-work": { lock: true, refuse: ["start"], actuators: pumps },
  },
  charter: {
    reflexes: {
      drain: words.drain,
      "high-float": {
        kind: "on-off",
        layer: "protection",
        start: "v('io/float-high')",
        stop: "!v('io/float-high')",
        actuators: pumps,
      },
    },
  },
};

type Move =
  | { readonly kind: "set"; readonly path: string; readonly value: number | null }
  | { readonly kind: "run"; readonly seconds: number }
  | { readonly kind: "override"; readonly actuator: string; readonly value: number; readonly minutes: number }
  | { readonly kind: "lock" }
  | { readonly kind: "unlock" }
  | { readonly kind: "restart" };

const level = fc.constantFrom(-2.9, -2.3, -2.22, -2.19, -2.16, -2.1, -1.9, null);
const bit = fc.constantFrom(0, 1, null);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: level.map((value) => ({ kind: "set" as const, path: "gauge/level", value })) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      path: fc.constantFrom("io/float-low", "io/float-high", "vfd-1/fault", "vfd-1/remote", "vfd-2/remote"),
      value: bit,
    }),
  },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 400 }).map((seconds) => ({ kind: "run" as const, seconds })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("override" as const),
      actuator: fc.constantFrom(...pumps),
      value: fc.constantFrom(0, 40, 65, 80, 100),
      minutes: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "lock" as const }, { kind: "unlock" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
);

interface Told {
  readonly at: number;
  readonly actuator: string;
  readonly run: boolean;
  readonly speed: number | null;
  readonly locked: boolean;
}

const lockAction = (kind: "lock" | "unlock"): Action => {
  return { kind, id: kind, actor: "anna", lock: "person-at-work", reason: "r" };
};

/** Plays moves and answers every command the pumps got, restarts included; `see` sees all effects. */
function play(moves: readonly Move[], parts: SiteParts = site, see: (effects: Effects) => void = () => {}): Told[] {
  let bench = new Bench(parts).run(1_000);
  const told: Told[] = [];
  const note = (effects: Effects) => {
    see(effects);
    for (const { actuator, run, speed } of effects.outputs) {
      if (pumps.includes(actuator))
        told.push({ at: bench.now, actuator, run, speed, locked: bench.engine.interlocks[1]?.active === true });
    }
    bench.obey(effects);
  };
  const scan = (actions: Parameters<Bench["scan"]>[1] = []) => note(bench.scan(1_000, actions));
  for (const [order, one] of moves.entries()) {
    if (one.kind === "set") bench.set({ [one.path]: one.value });
    else if (one.kind === "restart") bench = restarted(bench);
    else if (one.kind === "lock" || one.kind === "unlock") scan([lockAction(one.kind)]);
    else if (one.kind === "run") for (let second = 0; second < one.seconds; second++) scan();
    else {
      const until = bench.now + one.minutes * minute;
      const { actuator, value } = one;
      scan([{ kind: "override", id: `o${order}`, actor: "anna", actuator, value, until, reason: "r" }]);
    }
  }
  return told;
}

function restarted(bench: Bench): Bench {
  const restored = restore(bench.engine.compiled, snapshot(bench.engine), { now: bench.now + 5_000, prefix: "2-test" });
  if (!restored.ok) throw new Error("the snapshot was not taken");
  const next = new Bench(restored.value);
  for (const [path, value] of bench.held) next.set({ [path]: value });
  return next;
}

/** Times at which a pump went from stopped to running, and back. */
function edges(told: readonly Told[], pump: string) {
  const starts: number[] = [];
  const stops: number[] = [];
  let running = false;
  for (const { at, actuator, run } of told) {
    if (actuator !== pump || run === running) continue;
    (run ? starts : stops).push(at);
    running = run;
  }
  return { starts, stops };
}

const holds = (check: (told: readonly Told[]) => void, parts: SiteParts = site) =>
  fc.assert(
    fc.property(fc.array(move, { maxLength: 25 }), (moves) => check(play(moves, parts))),
    { numRuns: 80 },
  );

describe("whatever happens, restarts included", () => {
  it("no pump starts before its minimum off-time is over", () => {
    holds((told) => {
      for (const pump of pumps) {
        const { starts, stops } = edges(told, pump);
        for (const start of starts) {
          const stop = stops.findLast((at) => at < start);
          if (stop !== undefined) expect(start - stop).toBeGreaterThanOrEqual(5 * minute);
        }
      }
    });
  });

  it("no pump starts more often in an hour than it may", () => {
    const actuators = {
      "pump-1": { ...pumpWords("vfd-1"), minOn: "1s", minOff: "1s", startsPerHour: 3 },
      "pump-2": { ...pumpWords("vfd-2"), minOn: "1s", minOff: "1s", startsPerHour: 3 },
      horn: { output: "io/horn", class: "B", safeState: "stop" },
    };
    holds(
      (told) => {
        for (const pump of pumps) {
          const { starts } = edges(told, pump);
          for (const start of starts) {
            expect(starts.filter((at) => at > start - 60 * minute && at <= start).length).toBeLessThanOrEqual(3);
          }
        }
      },
      { ...site, actuators },
    );
  });

  it("two starts at the site are never closer than the stagger", () => {
    holds((told) => {
      const starts = pumps.flatMap((pump) => edges(told, pump).starts).sort((a, b) => a - b);
      for (const [order, at] of starts.slice(1).entries())
        expect(at - (starts[order] ?? 0)).toBeGreaterThanOrEqual(20_000);
    });
  });

  it("no pump that stands is started while somebody has locked it", () => {
    const moves = fc.array(move, { maxLength: 12 });
    fc.assert(
      fc.property(moves, moves, (before, after) => {
        const told = play([...before, { kind: "lock" }, ...after]);
        for (const pump of pumps) {
          const own = told.filter(({ actuator }) => actuator === pump);
          const started = own.filter(({ run, locked }, order) => run && locked && own[order - 1]?.run !== true);
          expect(started).toEqual([]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("every speed told is inside the limits, and a stopped pump is told none", () => {
    holds((told) => {
      for (const { run, speed } of told) {
        if (!run) expect(speed).toBeNull();
        else expect(speed).toSatisfy((value: number) => value >= 65 && value <= 100);
      }
    });
  });

  it("every event has the shape it must have on the wire, under an id of its own", () => {
    const hi = alarmWords({ variable: "gauge/level", type: "hi", limit: { fromTarget: 0.05 }, onDelay: "10s" });
    const alarms = { "level-hi": hi, "mains-lost": alarmWords({ condition: "!v('io/mains-ok')" }) };
    const parts = { ...site, charter: { ...site.charter, alarms } };
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
        const ids: string[] = [];
        play(moves, parts, ({ alarms, decisions, ranges }) => {
          for (const event of [...alarms, ...decisions, ...ranges]) ids.push(eventSchema.parse(event).id);
        });
        // A restart begins with a prefix of its own; here every later one has the same.
        const restarts = moves.filter((one) => one.kind === "restart").length;
        if (restarts < 2) expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 40 },
    );
  });

  it("the same inputs give the same effects, byte for byte", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 15 }), (moves) => {
        expect(JSON.stringify(play(moves))).toBe(JSON.stringify(play(moves)));
      }),
      { numRuns: 20 },
    );
  });
});
