import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listenBench } from "../../../test/support/listen-bench.ts";
import type { Sample } from "../driver.ts";
import { agrees } from "./agreement.ts";
import { dsmrConfig } from "./config.ts";
import { P1Reader } from "./decode.ts";
import { dsmr22, dsmr50, dsmr50Crc, encoded, telegramBytes } from "./fixtures/telegrams.ts";
import { dsmrP1 } from "./index.ts";

/** What dsmr50 says itself: 2026-01-15 12:00:00 winter time. */
const said = Date.UTC(2026, 0, 15, 11);
const meters = { electricity: "E0099000012345678", gas: "G0099000087654321", heat: "H0099000011112222" };
const good = telegramBytes(dsmr50, dsmr50Crc);
const reader = (config: object = { meters }) => new P1Reader(dsmrConfig.parse(config));
const changed = (from: string, to: string) => encoded(dsmr50.map((line) => line.replace(from, to)));
const byPoint = (samples: readonly Sample[] = []) => new Map(samples.map((sample) => [sample.point, sample]));
const valuesOf = (samples: readonly Sample[] = []) =>
  Object.fromEntries(samples.map(({ point, value }) => [point, value]));

describe("a DSMR 5.0 telegram", () => {
  const [samples] = reader().receive(good, said + 700).batches;

  it("gives every point in its canonical unit, import positive", () => {
    expect(valuesOf(samples)).toEqual({
      "energy-import-t1": 4321.123,
      "energy-import-t2": 3210.456,
      "energy-export-t1": 111.222,
      "energy-export-t2": 333.444,
      "energy-import": 7531.579,
      "energy-export": 444.666,
      "power-import": 0.75,
      "power-export": 0,
      "power-total": 0.75,
      tariff: 2,
      "power-import-l1": 0.4,
      "power-import-l2": 0,
      "power-import-l3": 0.35,
      "power-export-l1": 0,
      "power-export-l2": 1.25,
      "power-export-l3": 0,
      "power-l1": 0.4,
      "power-l2": -1.25,
      "power-l3": 0.35,
      "voltage-l1": 230.1,
      "voltage-l2": 231.2,
      "voltage-l3": 229.3,
      "current-l1": 2,
      "current-l2": 6,
      "current-l3": 1,
      "clock-offset": -0.7,
      gas: 1234.567,
      heat: expect.closeTo(3472.222, 3),
    });
  });

  it("is dated by itself, and a meter behind it by its own reading", () => {
    const times = new Map(samples?.map(({ point, measuredAt }) => [point, measuredAt - said]));
    expect(times.get("power-import")).toBe(0);
    expect(times.get("gas")).toBe(-299_000);
    expect(times.get("heat")).toBe(-300_000);
  });

  it("offers only what is wired and bound", () => {
    const names = (config: object) => dsmrP1.metrics(dsmrConfig.parse(config)).map(({ name }) => name);
    expect(names({ meters })).toEqual(expect.arrayContaining([...byPoint(samples).keys()]));
    expect(names({ phases: 1 })).not.toContain("voltage-l2");
    expect(names({})).not.toContain("gas");
  });

  it("of one phase needs no other", () => {
    const single = dsmr50.filter((line) => !/^1-0:[4-7][12]\.7\.0/.test(line));
    const [read] = reader({ phases: 1 }).receive(encoded(single), said).batches;
    expect(valuesOf(read)).toMatchObject({ "power-l1": 0.4, "power-total": 0.75 });
    expect(byPoint(read).has("power-l2")).toBe(false);
  });

  it("whose unit is another one is converted, and without a unit has no value", () => {
    const inWatts = valuesOf(reader().receive(changed("(00.750*kW)", "(000000750*W)"), said).batches[0]);
    expect(inWatts).toMatchObject({ "power-import": 0.75, "power-total": 0.75 });
    const bare = byPoint(reader().receive(changed("(00.750*kW)", "(00.750)"), said).batches[0]);
    expect(bare.get("power-import")).toMatchObject({ value: null, quality: "bad", reasons: ["missing"] });
    expect(bare.has("power-total")).toBe(false);
  });

  it.each([
    ["a checksum without its leading zeros", (crc: string) => crc.replace(/^0+/, "")],
    ["a checksum in small letters", (crc: string) => crc.toLowerCase()],
    ["a NUL before the line end", (crc: string) => `${crc}\0`],
  ])("may have %s", (_what, spell) => {
    // A text for which the checksum begins with a zero.
    const lines = Array.from({ length: 100 }, (_, index) =>
      dsmr50.map((line) => line.replace("00004", `000${10 + index}`.slice(-5))),
    );
    const found = lines.map((each) => [each, Buffer.from(encoded(each)).toString("latin1").slice(-6, -2)] as const);
    const [text, crc] = found.find(([, digits]) => digits.startsWith("0")) ?? [dsmr50, dsmr50Crc];
    expect(crc.startsWith("0")).toBe(true);
    expect(reader().receive(telegramBytes(text, spell(crc)), said).batches).toHaveLength(1);
  });
});

describe("what is refused", () => {
  it("a telegram with any one byte changed, whole and counted", () => {
    fc.assert(
      fc.property(fc.nat(good.length - 8), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = good.with(at, (good[at] ?? 0) ^ flip);
        const p1 = reader();
        const heard = [p1.receive(bytes, said), p1.receive(good, said)];
        const batches = heard.flatMap((each) => each.batches);
        const lost = heard.flatMap((each) => each.discarded).reduce((sum, each) => sum + each.bytes, 0);
        expect(batches).toHaveLength(1);
        expect(valuesOf(batches[0])["power-import"]).toBe(0.75);
        expect(lost).toBe(good.length);
      }),
    );
  });

  it("a telegram of another meter, by name", () => {
    const heard = reader({ meters: { electricity: "E0000000000000000" } }).receive(good, said);
    expect(heard.batches).toEqual([]);
    expect(heard.discarded[0]?.error).toMatchObject({ detail: expect.stringContaining("E0099000012345678") });
  });

  it("a telegram without a checksum, unless the site says that its meter sends none", () => {
    const heard = reader().receive(telegramBytes(dsmr50, ""), said);
    expect(heard.batches).toEqual([]);
    expect(heard.discarded[0]?.error).toMatchObject({ detail: expect.stringContaining("checksum: none") });
  });
});

describe("meters behind the meter", () => {
  it("are handed on once for each of their own readings, whatever the channel", () => {
    const p1 = reader();
    const gas = (bytes: Uint8Array) => byPoint(p1.receive(bytes, said).batches[0]).get("gas")?.value;
    expect(gas(good)).toBe(1234.567);
    expect(gas(good)).toBeUndefined();
    const moved = dsmr50.map((line) =>
      line.replace("0-2:", "0-4:").replace("(01234.567", "(01234.600").replace("115501W", "120001W"),
    );
    expect(gas(encoded(moved))).toBe(1234.6);
  });

  it("have no value when they lost it, when their time cannot be, or when they measure something else", () => {
    const gas = (from: string, to: string) => byPoint(reader().receive(changed(from, to), said).batches[0]).get("gas");
    expect(gas("(01234.567*m3)", "(00000000)")).toMatchObject({ value: null, reasons: ["missing"], measuredAt: said });
    expect(gas("(260115115501W)", "(632525252525S)")).toMatchObject({ value: null, reasons: ["missing"] });
    expect(gas("(260115115501W)", "(250115115501W)")).toMatchObject({ value: null, reasons: ["clock"] });
    expect(gas("0-2:24.1.0(003)", "0-2:24.1.0(007)")).toMatchObject({ value: null, reasons: ["disagree"] });
  });

  it("are bound by the id as printed or as it stands on the meter", () => {
    const printed = { gas: Buffer.from(meters.gas).toString("hex").toUpperCase() };
    expect(dsmrConfig.parse({ meters: printed }).meters.gas).toBe(meters.gas);
    expect(dsmrConfig.safeParse({ meters: { gas: 12 } }).success).toBe(false);
  });
});

describe("a DSMR 2.2 telegram", () => {
  const config = { checksum: "none", meters: { gas: "GAS1" } };
  const bytes = telegramBytes(dsmr22, "");
  const at = Date.UTC(2026, 6, 15, 12, 30);

  it("is uncertain until the next one confirms it", () => {
    const p1 = reader(config);
    const [first] = p1.receive(bytes, at).batches;
    expect(byPoint(first).get("power-import")).toMatchObject({
      value: 1.2,
      quality: "uncertain",
      reasons: ["checksum"],
    });
    expect(byPoint(first).has("gas")).toBe(false);
    const [second] = p1.receive(bytes, at + 10_000).batches;
    expect(second?.every(({ quality }) => quality === "good")).toBe(true);
    expect(byPoint(second).get("gas")).toMatchObject({ value: 42.125, measuredAt: Date.UTC(2026, 6, 15, 12) });
    const spoilt = telegramBytes(
      dsmr22.map((line) => line.replace("0001.20", "0009.20").replace("00100.5", "00900.5")),
      "",
    );
    const third = byPoint(p1.receive(spoilt, at + 20_000).batches[0]);
    expect([third.get("power-import")?.quality, third.get("energy-import-t1")?.quality]).toEqual([
      "uncertain",
      "uncertain",
    ]);
    expect(third.get("energy-import-t2")?.quality).toBe("good");
  });

  it("is refused when one of its lines is none", () => {
    const p1 = reader(config);
    const spoilt = telegramBytes(
      dsmr22.map((line) => line.replace("1-0:1.7.0(", "1-0:1.7.0")),
      "",
    );
    expect(p1.receive(spoilt, at).batches).toEqual([]);
  });

  it("is read through its parity bits", () => {
    const even = bytes.map((byte) => {
      const ones = byte.toString(2).replaceAll("0", "").length;
      return ones % 2 === 1 ? byte | 0x80 : byte;
    });
    expect(reader(config).receive(even, at).batches).toHaveLength(1);
  });

  it("is confirmed by registers that run on and powers that stay", () => {
    expect(agrees("energy-import-t1", 10.01, 10)).toBe(true);
    expect(agrees("energy-import-t1", 9.99, 10)).toBe(false);
    expect(agrees("energy-import-t1", 11, 10)).toBe(false);
    expect(agrees("power-import", 5.4, 5)).toBe(true);
    expect(agrees("power-import", 7, 5)).toBe(false);
    expect(agrees("power-import", 7, undefined)).toBe(false);
  });
});

describe("a meter on a line", () => {
  it("is heard each second, and bad as soon as the line is lost but for the gas", async () => {
    const bench = await listenBench(dsmrP1, { meters }, { start: said });
    for (let second = 0; second < 5; second++) {
      await bench.scheduler.advance(1000);
      const time = `2601151200${String(second + 1).padStart(2, "0")}W`;
      bench.say(changed("260115120000W", time));
    }
    await bench.scheduler.advance(10);
    const powers = bench.samples.filter(({ point }) => point === "power-import");
    expect(powers.map(({ measuredAt }) => measuredAt - said)).toEqual([1000, 2000, 3000, 4000, 5000]);
    bench.line.unplug();
    await bench.scheduler.advance(10);
    const bad = bench.samples.filter(({ quality }) => quality === "bad").map(({ point }) => point);
    expect(bad).toContain("power-import");
    expect(bad).not.toContain("gas");
  });
});
