import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restore, snapshot } from "../snapshot.ts";
import { Plant } from "../testing/plant.ts";
import { dispatchSite, StreetBench } from "../testing/street.ts";

const minute = 60;

type Move =
  | { readonly kind: "base"; readonly value: number }
  | { readonly kind: "cars"; readonly cars: readonly boolean[] }
  | { readonly kind: "soc"; readonly value: number }
  | { readonly kind: "managed"; readonly lo: number }
  | { readonly kind: "blind"; readonly path: string }
  | { readonly kind: "order"; readonly actuator: string; readonly value: number }
  | { readonly kind: "restart" };

const of = <K extends Move["kind"]>(kind: K) => fc.constant(kind);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: of("base"), value: fc.integer({ min: -250, max: 250 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: of("cars"), cars: fc.tuple(fc.boolean(), fc.boolean()) }) },
  { weight: 2, arbitrary: fc.record({ kind: of("soc"), value: fc.constantFrom(5, 10, 10.5, 29, 31, 60, 94.5, 96) }) },
  { weight: 1, arbitrary: fc.record({ kind: of("managed"), lo: fc.constantFrom(-100, -5, 0) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of("blind"),
      path: fc.constantFrom("grid/power", "battery/soc", "battery/power", "charger-1/current"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of("order"),
      actuator: fc.constantFrom("battery", "charger-1"),
      value: fc.constantFrom(-100, -3, 0, 6, 10, 16, 80),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of("restart") }) },
);

interface Told {
  readonly at: number;
  readonly actuator: string;
  readonly speed: number;
  readonly soc: number | null;
}

/** Plays moves, each followed by a while of ordinary life. */
function play(moves: readonly (readonly [Move, number])[]): readonly Told[] {
  let [base, cars] = [100, [true, true] as readonly boolean[]];
  const plant = new Plant(dispatchSite(), { base: () => base, cars: () => cars }, 60);
  const told: Told[] = [];
  const note = () => {
    for (const { actuator, speed } of plant.bench.log.at(-1)?.outputs ?? []) {
      told.push({ at: plant.bench.now, actuator, speed: speed ?? 0, soc: plant.bench.held.get("battery/soc") ?? null });
    }
  };
  for (const [one, seconds] of moves) {
    if (one.kind === "base") base = one.value;
    else if (one.kind === "cars") cars = one.cars;
    else if (one.kind === "soc") plant.fill(one.value);
    else if (one.kind === "managed") plant.managed = { lo: one.lo, hi: 100 };
    else if (one.kind === "blind") plant.blind = one.path;
    else if (one.kind === "order") {
      plant.bench.order(one.actuator, one.value, 3);
      note();
    } else plant.bench = restarted(plant.bench);
    for (let second = 0; second < seconds; second += 1) {
      plant.run(1);
      note();
    }
    plant.blind = undefined;
  }
  return told;
}

function restarted(bench: StreetBench): StreetBench {
  const restored = restore(bench.engine.compiled, snapshot(bench.engine), { now: bench.now + 2_000, prefix: "2-test" });
  if (!restored.ok) throw new Error("the snapshot was not taken");
  const next = new StreetBench(restored.value);
  for (const [path, value] of bench.held) next.set({ [path]: value });
  return next;
}

const moves = fc.array(fc.tuple(move, fc.integer({ min: 1, max: 4 * minute })), { maxLength: 12 });
const holds = (check: (told: readonly Told[]) => void) =>
  fc.assert(
    fc.property(moves, (list) => check(play(list))),
    { numRuns: 40 },
  );
const own = (told: readonly Told[], actuator: string) => told.filter((one) => one.actuator === actuator);

/** Every order with the one before it. */
const pairs = (told: readonly Told[], actuator: string) =>
  own(told, actuator).map((order, index, all) => ({ order, before: all[index - 1] }));

const allowed = (soc: number | null) => {
  if (soc === null) return { lo: 0, hi: 0 };
  return { lo: soc <= 10 ? 0 : -100, hi: soc >= 95 ? 0 : 100 };
};

describe("whatever happens, restarts included", () => {
  it("a battery is told nothing that its charge forbids", () => {
    holds((told) => {
      for (const { speed, soc } of own(told, "battery")) {
        expect(speed).toBeGreaterThanOrEqual(allowed(soc).lo);
        expect(speed).toBeLessThanOrEqual(allowed(soc).hi);
      }
    });
  });

  it("a battery is led no faster than its ramp, but to rest", () => {
    holds((told) => {
      for (const { order, before } of pairs(told, "battery")) {
        if (before === undefined || order.speed === 0 || order.at - before.at > 1_000) continue;
        expect(Math.abs(order.speed - before.speed)).toBeLessThanOrEqual(20.001);
      }
    });
  });

  it("a charger is told a pause, or whole amperes it can go on with", () => {
    holds((told) => {
      for (const { actuator, speed } of told) {
        if (actuator === "battery" || speed === 0) continue;
        expect(speed).toSatisfy((value: number) => Number.isInteger(value) && value >= 6 && value <= 16);
      }
    });
  });

  it.each(["charger-1", "charger-2"])("%s rests for its minimum time before it starts again", (id) => {
    holds((told) => {
      const edges = pairs(told, id).filter(({ order, before }) => (order.speed === 0) !== ((before?.speed ?? 0) === 0));
      for (const [index, { order }] of edges.entries()) {
        const stopped = edges[index - 1]?.order;
        if (order.speed === 0 || stopped === undefined) continue;
        expect(order.at - stopped.at).toBeGreaterThanOrEqual(5 * minute * 1_000);
      }
    });
  });

  it("the same inputs give the same orders", () => {
    fc.assert(
      fc.property(moves, (list) => {
        expect(play(list)).toEqual(play(list));
      }),
      { numRuns: 10 },
    );
  });
});
