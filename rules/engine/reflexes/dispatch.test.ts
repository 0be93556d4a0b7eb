import { describe, expect, it } from "vitest";
import { explain } from "../explain.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Plant, type Weather } from "../testing/plant.ts";
import { contractRange, dispatchSite, keepContract, StreetBench } from "../testing/street.ts";

const minute = 60;
const hour = 3600;

const on = dispatchSite();
const off = dispatchSite({});

const always: Weather["cars"] = () => [true, true];
const never: Weather["cars"] = () => [false, false];

/** An evening: everybody comes home, cooks and charges. */
const evening: Weather = {
  base: (second) =>
    60 + 95 * Math.min(1, Math.max(0, Math.min(second / hour - 0.5, 4.5 - second / hour))) + 3 * Math.sin(second / 7),
  cars: (second) => [second > hour, second > 1.5 * hour],
};

const highest = (values: readonly number[]) => Math.max(...values);
const lowest = (values: readonly number[]) => Math.min(...values);

describe("an evening with the contract kept", () => {
  it("leaves the viable range when nobody keeps it", () => {
    const plant = new Plant(off, evening, 80).run(5 * hour);
    expect(highest(plant.quarters())).toBeGreaterThan(150);
  });

  it("stays in the healthy band, and the battery above its reserve", () => {
    const plant = new Plant(on, evening, 80).run(5 * hour);
    expect(highest(plant.quarters())).toBeLessThanOrEqual(130);
    expect(lowest(plant.soc)).toBeGreaterThanOrEqual(30);
  });

  it("spares a battery at its reserve and throttles cars instead, even to a pause", () => {
    const plant = new Plant(on, { base: () => 125, cars: always }, 31).run(3 * hour);
    expect(highest(plant.quarters())).toBeLessThanOrEqual(130);
    expect(lowest(plant.soc)).toBeGreaterThanOrEqual(30);
  });

  it("goes below the reserve for the contract alone, when nothing else is left", () => {
    const plant = new Plant(on, { base: () => 150, cars: always }, 30).run(1 * hour);
    expect(highest(plant.quarters().slice(1))).toBeLessThanOrEqual(130);
    expect(lowest(plant.soc)).toBeLessThan(30);
  });
});

it("holds what is given to the grid inside the aim too", () => {
  const plant = new Plant(on, { base: () => -175, cars: never }, 50).run(2 * hour);
  expect(lowest(plant.quarters())).toBeGreaterThanOrEqual(-130);
});

it("charges towards the middle in the room there is, and calls no quarter above the aim by it", () => {
  const plant = new Plant(on, { base: () => 70, cars: never }, 25).run(3 * hour);
  expect(plant.soc.at(-1)).toBeGreaterThan(45);
  expect(highest(plant.power)).toBeLessThan(130);
});

describe("no hunting", () => {
  /** What the machines are told in the last part of a run. */
  const told = (plant: Plant, actuator: string, seconds: number) =>
    plant.bench.log
      .slice(-seconds)
      .flatMap(({ outputs }) => outputs.filter((one) => one.actuator === actuator))
      .map(({ speed }) => speed ?? 0);
  const swing = (values: readonly number[]) => (values.length === 0 ? 0 : highest(values) - lowest(values));

  it.each([
    ["the battery", 140, 80],
    ["the chargers beside a battery at its reserve", 117, 30.1],
    ["everything at once", 160, 32],
  ])("a steady street is answered steadily: %s", (_, base, soc) => {
    const plant = new Plant(on, { base: () => base, cars: always }, soc).run(50 * minute);
    expect(swing(told(plant, "charger-1", 15 * minute))).toBeLessThanOrEqual(1);
    expect(swing(told(plant, "charger-2", 15 * minute))).toBeLessThanOrEqual(1);
    const power = plant.power.slice(-15 * minute);
    expect(swing(power)).toBeLessThan(4);
  });

  it.each([1, 2, 3])("a battery that is read %i s late does not swing", (late) => {
    const plant = new Plant(on, { base: (second) => (second < 5 * minute ? 100 : 190), cars: never }, 80);
    plant.late = late;
    plant.run(10 * minute);
    expect(swing(plant.power.slice(6 * minute))).toBeLessThan(3);
  });

  it("a step of the street is answered within half a minute, without a swing", () => {
    const plant = new Plant(on, { base: (second) => (second < 20 * minute ? 100 : 190), cars: never }, 80);
    plant.run(20 * minute + 30);
    plant.run(5 * minute);
    const after = plant.power.slice(20 * minute + 30);
    expect(highest(after)).toBeLessThan(131);
    expect(swing(after.slice(0, 60))).toBeLessThan(3);
  });
});

describe("a quarter", () => {
  it("that began too high is mended in what is left of it", () => {
    const plant = new Plant(on, { base: (second) => (second < 5 * minute ? 260 : 128), cars: never }, 80);
    plant.run(15 * minute);
    expect(plant.quarters()[0]).toBeLessThanOrEqual(130);
    expect(lowest(plant.power.slice(30, 4 * minute))).toBeGreaterThan(150);
  });

  it("that began low lets more through later, where the connection may carry it, and never more than that", () => {
    const connection = {
      "grid/power": { ...contractRange, viable: { lo: -173, hi: 173 }, healthy: { lo: -160, hi: 160 } },
    };
    const weather = { base: (second: number) => (second < 8 * minute ? 60 : 175), cars: never };
    const plant = new Plant(dispatchSite({ "keep-contract": keepContract }, connection), weather, 80).run(15 * minute);
    expect(plant.quarters()[0]).toBeLessThanOrEqual(130);
    expect(highest(plant.power.slice(9 * minute))).toBeGreaterThan(150);
    expect(highest(plant.power.slice(9 * minute))).toBeLessThan(161);
  });
});

describe("a battery that gives less than it is told", () => {
  it("is not counted on, and the cars wait instead", () => {
    const plant = new Plant(on, { base: () => 118, cars: always }, 80);
    plant.managed = { lo: -2, hi: 100 };
    plant.run(45 * minute);
    expect(highest(plant.quarters().slice(1))).toBeLessThanOrEqual(130);
  });
});

describe("without its meter", () => {
  it("holds, and then goes to the safe states", () => {
    const plant = new Plant(on, { base: () => 150, cars: never }, 80).run(5 * minute);
    const before = plant.bench.told("battery").speed;
    expect(before).toBeLessThan(-15);
    const { bench } = plant;
    bench.set({ "grid/power": null }).run(20_000);
    expect(bench.told("battery").speed).toBe(before);
    bench.run(30_000);
    expect(bench.told("battery")).toMatchObject({ run: false, speed: 0 });
    expect(bench.told("charger-1").speed).toBe(6);
    expect(explain(bench.engine, "battery", bench.now)?.reason).toContain("grid/power is bad, safe state");
  });
});

it("says why: the mean so far, what is allowed for the rest, and what others take", () => {
  const plant = new Plant(on, { base: () => 150, cars: never }, 80).run(5 * minute);
  const why = explain(plant.bench.engine, "battery", plant.bench.now);
  expect(why?.reason).toMatch(
    /keep-contract: 12\d(\.\d)? kW, mean of the quarter so far \d+(\.\d)?, .* for the rest of it; others take 150 kW/,
  );
  expect(why?.inputs.map(({ path }) => path)).toContain("grid/power");
});

it("goes on after a restart from where it was", () => {
  const plant = new Plant(on, { base: () => 150, cars: always }, 80).run(10 * minute);
  const { bench } = plant;
  const restored = restore(bench.engine.compiled, snapshot(bench.engine), { now: bench.now + 1_000, prefix: "2-test" });
  if (!restored.ok) throw new Error("not restored");
  expect(restored.value.reflexes).toEqual(bench.engine.reflexes);
  expect(restored.value.derived).toEqual(bench.engine.derived);
  const next = new StreetBench(restored.value);
  for (const [path, value] of bench.held) next.set({ [path]: value });
  const before = bench.told("battery").speed ?? 0;
  next.run(4_000);
  expect(Math.abs((next.told("battery").speed ?? 0) - before)).toBeLessThan(3);
});

describe("two reflexes on the same means", () => {
  const surplus = {
    kind: "dispatch",
    layer: "homeostasis",
    input: "grid/power",
    aim: { lo: 0, hi: 0 },
    use: ["charger-1", "charger-2", "battery"],
  };
  const both = dispatchSite({ "keep-contract": keepContract, surplus });

  it("own sun goes to the cars first, then into the battery, and nothing to the grid", () => {
    const plant = new Plant(both, { base: () => -40, cars: always }, 50).run(20 * minute);
    expect(plant.bench.told("charger-1")).toMatchObject({ speed: 16 });
    expect(plant.bench.told("charger-2")).toMatchObject({ speed: 16 });
    expect(plant.bench.told("battery").speed).toBeGreaterThan(15);
    expect(Math.abs(plant.power.at(-1) ?? 99)).toBeLessThan(2);
  });

  it("the one of the battery's reserve is kept from the other", () => {
    const plant = new Plant(both, { base: () => 60, cars: never }, 31).run(3 * hour);
    expect(lowest(plant.soc)).toBeGreaterThanOrEqual(30);
    expect(plant.power.at(-1)).toBeGreaterThan(55);
  });

  it("the first of the file has the last word", () => {
    const plant = new Plant(both, { base: () => 150, cars: never }, 25).run(40 * minute);
    expect(highest(plant.quarters().slice(1))).toBeLessThanOrEqual(130);
    expect(plant.bench.decisions("battery").at(-1)).toMatchObject({ layer: "homeostasis" });
    expect(plant.bench.decisions("battery").at(-1)?.reason).toContain("keep-contract");
  });
});
