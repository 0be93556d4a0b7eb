import { describe, expect, it } from "vitest";
import { compile } from "../compile/compile.ts";
import { restore, snapshot } from "../snapshot.ts";
import { Room, RoomBench, roomParts } from "../testing/room.ts";
import { Bench } from "../testing/site.ts";

const { minute } = Bench;
const quarter = 20 * minute;
const settled = (co2: number, inside: number, outside: number) =>
  new RoomBench().air(co2, inside, outside).run(quarter);

describe("the worst margin", () => {
  it("is none while all is healthy: the least outside air", () => {
    const bench = settled(900, 5, 10);
    expect(bench.does).toEqual([20, false]);
    expect(bench.why).toContain("site/co2-quarter 1, dust/inside 1, dust/outside 1; nothing that outside air");
  });

  it("is breath: more outside air the nearer it is to its bound", () => {
    const half = settled(1400, 5, 10);
    expect(half.does).toEqual([60, false]);
    expect(half.why).toContain("site/co2-quarter 0.75, dust/inside 1, dust/outside 1; breath decides");
    expect(settled(1700, 5, 10).does).toEqual([100, false]);
  });

  it("is dust from outside, and breath has room: room air over the filter, the fan at its least", () => {
    const bench = settled(900, 12, 40);
    expect(bench.does).toEqual([20, true]);
    expect(bench.why).toContain("dust/outside -1.5; dust decides: outside is the worse air");
    expect(bench.decisions("recirculate").at(-1)?.reason).toBe(bench.why);
  });

  it("is dust from inside: outside air", () => {
    const bench = settled(900, 20, 5);
    expect(bench.does).toEqual([100, false]);
    expect(bench.why).toContain("dust inside decides");
  });

  it("is found by margins, not by numbers: 22 ug/m3 inside are worse than 1300 ppm, and 16 ug/m3 are not", () => {
    expect(settled(1300, 22, 60).does).toEqual([20, true]);
    expect(settled(1500, 16, 60).does).toEqual([80, false]);
  });
});

describe("a fan that rises from 800 ppm", () => {
  const rising = (co2: number, inside: number, outside: number) =>
    new RoomBench(roomParts({ riseFrom: 800 })).air(co2, inside, outside).run(quarter);

  it("is at its least up to there, half-way between at the middle, and at its highest at the healthy bound", () => {
    expect(rising(800, 5, 10).does).toEqual([20, false]);
    expect(rising(1000, 5, 10).does).toEqual([60, false]);
    expect(rising(1000, 5, 10).why).toContain("breath nears the bound of its healthy band");
    expect(rising(1200, 5, 10).does).toEqual([100, false]);
    expect(rising(1300, 5, 10).does).toEqual([100, false]);
  });

  it("leaves bad air outside while breath has room, not to filter healthy air when it nears its bound", () => {
    const bench = rising(900, 12, 40);
    expect(bench.does).toEqual([20, true]);
    bench.air(1000, 12, 40).run(quarter);
    expect(bench.does).toEqual([20, true]);
    bench.air(1100, 12, 40).run(quarter);
    expect(bench.does).toEqual([80, false]);
    bench.air(1000, 12, 40).run(quarter);
    expect(bench.does).toEqual([60, false]);
  });

  it("still weighs margins: bad dust in the room is filtered before breath leaves its healthy band", () => {
    expect(rising(1100, 22, 60).does).toEqual([20, true]);
  });
});

describe("breath in danger", () => {
  it("wins over outside air that is worse by far, at once", () => {
    const bench = settled(900, 12, 400);
    expect(bench.does).toEqual([20, true]);
    bench.air(2600, 12, 400).run(quarter);
    expect(bench.does).toEqual([100, false]);
    expect(bench.why).toContain("breath is in danger: outside air, whatever its dust");
  });

  it("wins even where the margin of dust inside is worse still, and without `atLeast`", () => {
    const bench = new RoomBench(roomParts({ atLeast: undefined })).air(900, 80, 400).run(quarter);
    expect(bench.does).toEqual([20, true]);
    bench.air(2100, 80, 400).run(quarter);
    expect(bench.why).toContain("site/co2-quarter -0.12, dust/inside -5.5");
    expect(bench.does).toEqual([100, false]);
  });

  it("is met by `atLeast` before its mean knows of it", () => {
    const bench = settled(900, 60, 400).air(1900, 60, 400).run(2_000);
    expect(bench.does).toEqual([60, false]);
    expect(bench.why).toContain("at least 60 %, because v('co2/co2') > 1800.0");
  });

  it("wins with no mean too", () => {
    const parts = roomParts();
    const fan = { ...(parts.actuators?.["fan"] as object), safeState: "stop" };
    const bench = new RoomBench({ ...parts, actuators: { ...parts.actuators, fan } }).air(1900, 5, 400).run(4 * minute);
    expect(bench.does).toEqual([60, false]);
    expect(
      bench
        .air(900, 5, 400)
        .run(2 * minute)
        .told("fan").run,
    ).toBe(false);
  });

  it("yields to who shelters from smoke outside", () => {
    const bench = settled(2600, 12, 400).set({ "io/shelter": 1 }).run(10_000);
    expect(bench.does).toEqual([null, true]);
  });
});

describe("without an input", () => {
  it("holds when breath is lost, then goes to the safe states", () => {
    const bench = settled(1400, 5, 10)
      .set({ "co2/co2": null })
      .run(13 * minute);
    expect(bench.does).toEqual([60, false]);
    expect(bench.why).toContain("site/co2-quarter is bad, holding");
    bench.run(4 * minute);
    expect(bench.does).toEqual([100, false]);
    expect(bench.why).toContain("safe state run");
  });

  it("holds when dust is lost, then lets breath alone decide", () => {
    const bench = settled(900, 12, 40)
      .set({ "dust/inside": null })
      .run(9 * minute);
    expect(bench.does).toEqual([20, true]);
    bench.run(2 * minute);
    expect(bench.does).toEqual([20, false]);
    expect(bench.why).toContain("dust/inside unknown, dust/outside -1.5; dust is bad, breath alone decides");
    bench.air(1400, null, 40).run(quarter);
    expect(bench.does).toEqual([60, false]);
  });

  it("has nothing to hold at its start: the safe states until the mean is known", () => {
    const bench = new RoomBench().run(5 * minute);
    expect(bench.does).toEqual([100, false]);
    expect(bench.run(10 * minute).does).toEqual([20, false]);
  });
});

describe("a choice", () => {
  it("stands for five minutes, whatever dust does", () => {
    const bench = settled(900, 12, 40);
    for (let turn = 0; turn < 60; turn++) bench.air(900, turn % 2 === 0 ? 30 : 5, turn % 2 === 0 ? 5 : 40).run(minute);
    const turns = bench.log.flatMap(({ outputs }) => outputs.filter(({ actuator }) => actuator === "recirculate"));
    expect(turns.length).toBeGreaterThan(3);
    expect(turns.length).toBeLessThanOrEqual(14);
  });

  it("stands no longer when the clock is set back an hour", () => {
    const bench = settled(900, 12, 40);
    bench.now -= 60 * minute;
    bench.air(900, 12, 5).run(6 * minute);
    expect(bench.does).toEqual([20, false]);
  });

  it("survives a restart, with what was held", () => {
    const bench = settled(1400, 12, 40)
      .set({ "co2/co2": null })
      .run(8 * minute);
    const before = bench.does;
    const start = { now: bench.now + 5_000, prefix: "2-test" };
    const restored = restore(compile(bench.engine.compiled.site), snapshot(bench.engine), start);
    if (!restored.ok) throw new Error(restored.error.kind);
    const next = new RoomBench(restored.value);
    for (const [path, value] of bench.held) next.set({ [path]: value });
    expect(next.run(2 * minute).does).toEqual(before);
    expect(next.why).toContain("holding");
  });
});

describe("the loop closed over a class room", () => {
  const classBreathes = 131;

  it("keeps a full class inside its range on a clean day", () => {
    const { worstCo2 } = new Room(5).run(180 * minute, classBreathes, 8);
    expect(worstCo2).toBeLessThan(1600);
  });

  it("keeps most dust of a filthy day out of an empty room", () => {
    const room = new Room(5);
    room.run(15 * minute, 0, 8);
    const { worstDust, turns } = room.run(180 * minute, 0, 60);
    expect(worstDust).toBeLessThan(20);
    expect(turns).toBeLessThanOrEqual(3);
  });

  it("never lets breath out of its range for dust on the same day with the class in", () => {
    const room = new Room(5);
    room.run(15 * minute, 0, 8);
    const { worstCo2, turns } = room.run(180 * minute, classBreathes, 60);
    expect(worstCo2).toBeLessThan(2000);
    expect(turns).toBeLessThanOrEqual(36);
  });
});
