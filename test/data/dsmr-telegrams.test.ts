import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { telegramCrc } from "../../core/p1-crc.ts";
import { dsmrConfig } from "../../gateway/drivers/dsmr-p1/config.ts";
import { P1Reader } from "../../gateway/drivers/dsmr-p1/decode.ts";
import { findTelegrams } from "../../gateway/drivers/dsmr-p1/frame.ts";
import { type Readings, readingsOf } from "../../gateway/drivers/dsmr-p1/readings.ts";
import { idText, readTelegram } from "../../gateway/drivers/dsmr-p1/telegram.ts";
import { telegramTime } from "../../gateway/drivers/dsmr-p1/time.ts";

const folder = join(process.env["HOMEOSTAT_DATA"] ?? "../shared/data", "captures/dsmr");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".txt") && !file.endsWith(".hex.txt"))
  .map((file) => file.slice(0, -4));

/** Telegrams that their publishers changed, so that the printed checksum does not fit any more. */
const broken = new Set([
  "be-emucs-211-spec-1",
  "dsmr50-ene-3-badcrc",
  "dsmr50-enexis-longfaillog-badcrc",
  "dsmr50-spec-example",
  "kamstrup-omnia-3ph-badcrc",
  "lu-smarty-spec-example",
  "sagemcom-xt211-badcrc",
]);
const endless = "dsmr22-iskra-textmessage-no-end";

type Amount = { readonly value: number; readonly unit: string };
interface Tokenised {
  readonly crc_ok: boolean | null;
  readonly objects: readonly (readonly [code: string, values: readonly string[]])[];
  readonly electricity: Readonly<Record<string, Amount | number>>;
  readonly timestamp_utc?: string;
  readonly mbus: readonly {
    readonly channel: number;
    readonly id_raw: string;
    readonly id_text: string | null;
    readonly timestamp_utc?: string | null | { readonly local: string };
    readonly value?: number | null;
    readonly unit?: string | null;
  }[];
}
type Phases = Readonly<Record<"l1" | "l2" | "l3", number | undefined>>;
interface Foreign {
  readonly electricity: {
    readonly tariffs?: Readonly<Record<"1" | "2", { readonly received: number; readonly returned: number }>>;
    readonly total?: { readonly received: number; readonly returned: number };
    readonly currentTariff?: number;
    readonly powerReceivedTotal: number;
    readonly powerReturnedTotal: number;
    readonly powerReceived?: Phases;
    readonly powerReturned?: Phases;
    readonly voltage?: Phases;
    readonly current?: Phases;
  };
  readonly mBus: Readonly<
    Record<string, { readonly equipmentId?: string; readonly value?: number; readonly unit?: string }>
  >;
}

const bytesOf = (name: string) => Uint8Array.from(readFileSync(join(folder, `${name}.txt`)));
const expectedOf = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.expected.json`), "utf8")) as Tokenised | Foreign;
const isTokenised = (expected: Tokenised | Foreign): expected is Tokenised => "objects" in expected;

/** The text of a telegram as it lies in its file, whatever its checksum says. */
const textIn = (name: string) =>
  Buffer.from(bytesOf(name))
    .toString("latin1")
    .replace(/!.*\s*$/, "!");

/** Every meter of the telegram bound by its printed id, the kinds in turn. */
function boundConfig(name: string) {
  const { objects } = readTelegram(textIn(name));
  const kinds: Record<string, string> = { "3": "gas", "7": "water", "4": "heat" };
  const meters: Record<string, string> = {};
  for (const channel of [1, 2, 3, 4]) {
    const value = (end: string) => objects.find(({ code }) => code === `0-${channel}:${end}`)?.values[0];
    const id = value("96.1.0") || value("96.1.1");
    const kind = kinds[String(Number(value("24.1.0")))];
    if (id && kind && meters[kind] === undefined) meters[kind] = id;
  }
  return dsmrConfig.parse({
    meters,
    checksum: name.startsWith("dsmr22") || name.startsWith("dsmr30") ? "none" : "crc16",
  });
}

const readingsIn = (name: string) => readingsOf(readTelegram(textIn(name)), boundConfig(name));

const perKilo = { kWh: 1, Wh: 0.001, kW: 1, W: 0.001 } as const;
const inKilo = ({ value, unit }: Amount) => value * perKilo[unit as keyof typeof perKilo];

function expectTokenised(readings: Readings, expected: Tokenised) {
  const points: Record<string, string> = {
    import_total: "energy-import",
    import_t1: "energy-import-t1",
    import_t2: "energy-import-t2",
    export_total: "energy-export",
    export_t1: "energy-export-t1",
    export_t2: "energy-export-t2",
    power_import: "power-import",
    power_export: "power-export",
  };
  for (const [key, amount] of Object.entries(expected.electricity)) {
    if (typeof amount === "number") expect(readings.values.get(key), key).toBe(amount);
    else expect(readings.values.get(points[key] ?? key), key).toBeCloseTo(inKilo(amount), 6);
  }
  expect(readings.said).toBe(expected.timestamp_utc === undefined ? undefined : Date.parse(expected.timestamp_utc));
  expectMeters(readings, expected.mbus);
}

function expectMeters(readings: Readings, mbus: Tokenised["mbus"]) {
  const printed = mbus.filter(({ value }) => typeof value === "number");
  for (const meter of printed) {
    const value = meter.unit === "GJ" ? (meter.value ?? 0) / 0.0036 : (meter.value ?? 0);
    const found = [...readings.meters.values()].find((reading) => Math.abs((reading.value ?? -1) - value) < 1e-6);
    expect(found, `channel ${meter.channel}`).toBeDefined();
    const at = meter.timestamp_utc;
    // A time without its summer or winter mark: both these files are from winter.
    const taken = typeof at === "string" ? Date.parse(at) : Date.parse(`${at?.local}+01:00`);
    expect(found?.taken).toBe(taken);
  }
  for (const { id_raw, id_text } of mbus) if (id_text !== null) expect(idText(id_raw)).toBe(id_text);
}

function expectForeign(readings: Readings, { electricity, mBus }: Foreign) {
  const energy = (point: string, wattHours: number | undefined) =>
    wattHours !== undefined && expect(readings.values.get(point), point).toBeCloseTo(wattHours / 1000, 6);
  for (const tariff of ["1", "2"] as const) {
    energy(`energy-import-t${tariff}`, electricity.tariffs?.[tariff].received);
    energy(`energy-export-t${tariff}`, electricity.tariffs?.[tariff].returned);
  }
  energy("energy-import", electricity.total?.received);
  energy("energy-export", electricity.total?.returned);
  energy("power-import", electricity.powerReceivedTotal);
  energy("power-export", electricity.powerReturnedTotal);
  expect(readings.values.get("tariff")).toBe(electricity.currentTariff);
  for (const [index, phase] of (["l1", "l2", "l3"] as const).entries()) {
    energy(`power-import-l${index + 1}`, electricity.powerReceived?.[phase]);
    energy(`power-export-l${index + 1}`, electricity.powerReturned?.[phase]);
    if (electricity.voltage) expect(readings.values.get(`voltage-${phase}`)).toBe(electricity.voltage[phase]);
    if (electricity.current) expect(readings.values.get(`current-${phase}`)).toBe(electricity.current[phase]);
  }
  const kinds = new Set<number | undefined>([...readings.meters.values()].map(({ value }) => value));
  const first = Object.values(mBus).find(({ equipmentId, value }) => equipmentId && value !== undefined);
  if (first !== undefined) expect(kinds).toContain(first.value);
}

describe("captured telegrams", () => {
  it("are all there", () => expect(names).toHaveLength(24));

  it.each(names)("%s is read as its expected values say", (name) => {
    const expected = expectedOf(name);
    const readings = readingsIn(name);
    if (isTokenised(expected)) {
      const objects = readTelegram(textIn(name)).objects.map(({ code, values }) => [code, values]);
      expect(objects).toEqual(expected.objects);
      expectTokenised(readings, expected);
    } else expectForeign(readings, expected);
  });

  it.each(names.filter((name) => !broken.has(name) && name !== endless))(
    "%s is found in any cutting of the stream",
    (name) => {
      const bytes = bytesOf(name);
      const checked = !name.startsWith("dsmr22") && !name.startsWith("dsmr30");
      expect(findTelegrams(bytes).found).toMatchObject([{ kind: "telegram", checked }]);
      for (const size of [1, 7, 64]) {
        const reader = new P1Reader(boundConfig(name));
        const batches = [];
        for (let at = 0; at < bytes.length; at += size) {
          const heard = reader.receive(bytes.subarray(at, at + size), Date.UTC(2026, 0, 1));
          expect(heard.discarded).toEqual([]);
          batches.push(...heard.batches);
        }
        expect(batches).toHaveLength(1);
        expect(reader.pending).toBe(0);
      }
    },
  );

  it.each([...broken])("%s is refused for its checksum, whole, and the next telegram is taken", (name) => {
    const reader = new P1Reader(boundConfig(name));
    const heard = reader.receive(bytesOf(name), 0);
    expect(heard.batches).toEqual([]);
    expect(heard.discarded).toEqual([{ bytes: bytesOf(name).length, error: { kind: "checksum" } }]);
    expect(reader.receive(bytesOf("dsmr50-iskra-1"), 0).batches).toHaveLength(1);
  });

  it("a telegram without its end gives way to the next", () => {
    const cut = bytesOf(endless);
    const { found } = findTelegrams(Uint8Array.from([...cut, ...bytesOf("dsmr22-kamstrup-gas")]));
    expect(found).toMatchObject([
      { kind: "noise", bytes: cut.length },
      { kind: "telegram", checked: false },
    ]);
  });

  it("their checksums are those that the meters printed", () => {
    const printed = Object.fromEntries(
      names.map((name) => {
        const bytes = bytesOf(name);
        return [name, telegramCrc(bytes, 0, bytes.lastIndexOf(0x21) + 1)];
      }),
    );
    expect(printed).toMatchObject({
      "dsmr42-kaifa-1": 0xa737,
      "dsmr50-iskra-1": 0x1f28,
      "be-fluvius-v171-gas-water": 0x3ad7,
      "nl-warmtelink-heat-unpadded-crc": 0x0b9f,
    });
  });

  it("a dead channel is no meter, and a lost time no reading", () => {
    expect(telegramTime("632525252525S")).toBeUndefined();
    expect([...readingsIn("dsmr50-iskra-m550t-two-mbus").meters]).toMatchObject([["gas", { value: 246.138 }]]);
  });
});
