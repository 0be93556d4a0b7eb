import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restore, snapshot } from "../snapshot.ts";
import { RoomBench } from "../testing/room.ts";
import { Bench } from "../testing/site.ts";

const { minute } = Bench;

type Move =
  | { readonly kind: "set"; readonly path: string; readonly value: number | null }
  | { readonly kind: "run"; readonly seconds: number }
  | { readonly kind: "order"; readonly value: number; readonly minutes: number }
  | { readonly kind: "restart" };

const set = (path: string, ...values: (number | null)[]) =>
  fc.constantFrom(...values).map((value) => ({ kind: "set" as const, path, value }));
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: set("co2/co2", 500, 900, 1300, 1500, 1700, 1850, 2600, null) },
  { weight: 2, arbitrary: set("dust/inside", 2, 14, 18, 30, 200, null) },
  { weight: 2, arbitrary: set("dust/outside", 2, 14, 18, 30, 200, null) },
  { weight: 1, arbitrary: fc.oneof(set("io/shelter", 0, 1), set("vfd-1/fault", 0, 1), set("vfd-1/remote", 0, 1)) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 500 }).map((seconds) => ({ kind: "run" as const, seconds })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("order" as const),
      value: fc.constantFrom(0, 30, 100),
      minutes: fc.integer({ min: 1, max: 15 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
);

function restarted(bench: RoomBench): RoomBench {
  const restored = restore(bench.engine.compiled, snapshot(bench.engine), { now: bench.now + 5_000, prefix: "2-test" });
  if (!restored.ok) throw new Error("the snapshot was not taken");
  const next = new RoomBench(restored.value);
  for (const [path, value] of bench.held) next.set({ [path]: value });
  return next;
}

/** Plays moves after a quarter of an hour of good air; `see` looks at the bench after every scan. */
function play(moves: readonly Move[], see: (bench: RoomBench) => void): void {
  let bench = new RoomBench().run(15 * minute);
  const scan = (...actions: Parameters<Bench["scan"]>[1] & object) => {
    bench.obey(bench.scan(1_000, actions));
    see(bench);
  };
  for (const [order, one] of moves.entries()) {
    if (one.kind === "set") bench.set({ [one.path]: one.value });
    else if (one.kind === "restart") bench = restarted(bench);
    else if (one.kind === "run") for (let second = 0; second < one.seconds; second++) scan();
    else {
      const until = bench.now + one.minutes * minute;
      const order_ = { id: `o${order}`, actor: "anna", actuator: "fan", value: one.value, until, reason: "r" };
      scan({ kind: "override", ...order_ });
    }
  }
}

interface Told {
  readonly at: number;
  /** %; null stopped. */
  readonly speed: number | null;
}

/** Checks all that the fan was told. */
const fanHolds = (check: (told: readonly Told[]) => void) =>
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
      const told: Told[] = [];
      play(moves, (bench) => {
        for (const { actuator, run, speed } of bench.log.at(-1)?.outputs ?? []) {
          if (actuator === "fan") told.push({ at: bench.now, speed: run ? speed : null });
        }
      });
      check(told);
    }),
    { numRuns: 50 },
  );

describe("whatever the air, restarts included", () => {
  it("dust never outranks breath: with CO2 over the agreed value there is outside air, and no room air", () => {
    const see = (bench: RoomBench) => {
      if ((bench.held.get("co2/co2") ?? 0) <= 1800) return;
      const { actuatorIndex } = bench.engine.compiled;
      const [fan, filter] = ["fan", "recirculate"].map((id) =>
        bench.engine.wants.of(actuatorIndex.get(id) ?? -1).find(({ by }) => by === "breathe"),
      );
      expect(fan?.run).toBe(true);
      expect(fan?.speed ?? 100).toBeGreaterThanOrEqual(60);
      expect(filter?.run).toBe(false);
    };
    fc.assert(
      fc.property(fc.array(move, { maxLength: 20 }), (moves) => play(moves, see)),
      { numRuns: 50 },
    );
  });

  it("the fan keeps its limits and its ramp", () => {
    fanHolds((told) => {
      for (const [order, { at, speed }] of told.entries()) {
        if (speed === null) continue;
        expect(speed).toSatisfy((value: number) => value >= 20 && value <= 100);
        const before = told[order - 1];
        if (before === undefined || before.speed === null) continue;
        expect(Math.abs(speed - before.speed)).toBeLessThanOrEqual((5 * (at - before.at)) / 1_000 + 1e-9);
      }
    });
  });

  it("the fan rests for its minimum off-time", () => {
    fanHolds((told) => {
      const stops = told.filter(({ speed }, order) => speed === null && (told[order - 1]?.speed ?? null) !== null);
      for (const stop of stops) {
        const start = told.find(({ at, speed }) => at > stop.at && speed !== null);
        if (start !== undefined) expect(start.at - stop.at).toBeGreaterThanOrEqual(3 * minute);
      }
    });
  });

  it("the same inputs give the same effects, byte for byte", () => {
    const told = (moves: readonly Move[]) => {
      const seen: string[] = [];
      play(moves, (bench) => seen.push(JSON.stringify(bench.log.at(-1))));
      return seen;
    };
    fc.assert(
      fc.property(fc.array(move, { maxLength: 12 }), (moves) => {
        expect(told(moves)).toEqual(told(moves));
      }),
      { numRuns: 10 },
    );
  });
});
