import { afterEach, describe, expect, it } from "vitest";
import type { Statement } from "../../core/influxql/ast.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import type { ReadingColumns, RegisterEntry, Series, Store, StoreBatch } from "../../core/ports/store.ts";
import { measurements } from "../../ingest/measurements.ts";
import { noon, storedEvents } from "./store-events.ts";

/** A place that stores can be opened on again and again: each opening sees what the last one left. */
export interface StorePlace {
  make(): Store;
  dispose?(): Promise<void>;
}

const place: RegisterEntry = {
  region: "north",
  site: "polder",
  boot: "1-00000000000000aa",
  stream: "readings",
  lo: 0,
  hi: 1,
};
const level: Series & { id: number } = {
  id: 1,
  region: "north",
  site: "polder",
  device: "gauge",
  variable: "level",
  commons: "water",
};

/** Columns of readings of one series, good and measured, one a second. */
export function plainColumns(series: number, from: number, values: readonly (number | null)[]): ReadingColumns {
  const length = values.length;
  return {
    length,
    series: new Int32Array(length).fill(series),
    measuredAt: Float64Array.from(values, (_, index) => from + index * 1000),
    value: Float64Array.from(values, (value) => value ?? Number.NaN),
    quality: new Int16Array(length).fill(-1),
    reason: new Int16Array(length).fill(-1),
    origin: new Int16Array(length).fill(-1),
    receivedAt: new Float64Array(length).fill(Number.NaN),
    texts: [],
  };
}

/** A batch of the given parts and nothing else. */
export function batchOf(parts: Partial<StoreBatch>): StoreBatch {
  return { newSeries: [], readings: [], events: [], register: [], ...parts };
}

/** A SELECT of raw fields over all time. */
export function select(measurement: string, fields: readonly string[], more = ""): Statement {
  const columns = fields.map((field) => `"${field}"`).join(", ");
  const parsed = parseQuery(`SELECT ${columns} FROM "${measurement}" ${more}`, 0);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value[0]!;
}

/** The rows of an answer's first series, each as time and fields. */
export function rowsOf(answer: Uint8Array): unknown[][] {
  const series = JSON.parse(new TextDecoder().decode(answer)) as { values: unknown[][] }[];
  return series[0]?.values ?? [];
}

/** What every store promises: the tests that each of them passes. */
export function storeContract(name: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${name} as a store`, () => {
    const open: { close(): Promise<void> }[] = [];
    const places: StorePlace[] = [];
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
      for (const held of places.splice(0)) await held.dispose?.();
    });
    const newPlace = async (): Promise<StorePlace> => {
      const held = await makePlace();
      places.push(held);
      return held;
    };
    const openOn = async (held: StorePlace) => {
      const store = held.make();
      open.push(store);
      return { store, image: await store.open() };
    };

    it("opens empty, with generation 1", async () => {
      const { image } = await openOn(await newPlace());
      expect(image).toEqual({ generation: 1, series: [], register: [] });
    });

    it("remembers series and register, and keeps its generation, when it is opened again", async () => {
      const held = await newPlace();
      const { store } = await openOn(held);
      const refused = { ...place, lo: 2, hi: 2, refused: "unknown variable" };
      await store.append(
        batchOf({ newSeries: [level], readings: [plainColumns(1, noon, [1, 2])], register: [place, refused] }),
      );
      await store.close();
      const { image } = await openOn(held);
      expect(image).toEqual({ generation: 1, series: [level], register: [place, refused] });
    });

    it("knows a series once that was new in several batches, also after another opening", async () => {
      const held = await newPlace();
      const { store } = await openOn(held);
      const announced = (at: number): Promise<void> =>
        store.append(batchOf({ newSeries: [level], readings: [plainColumns(1, at, [1])] }));
      await Promise.all([announced(noon), announced(noon + 1_000)]);
      await store.close();
      const again = await openOn(held);
      expect(again.image.series).toEqual([level]);
      await again.store.append(batchOf({ newSeries: [level], readings: [plainColumns(1, noon + 2_000, [1])] }));
      expect(rowsOf(await again.store.query(select("reading", ["value"])))).toHaveLength(3);
    });

    it("answers with every reading once, in order of time, over several days", async () => {
      const { store } = await openOn(await newPlace());
      const values = Array.from({ length: 5000 }, (_, index) => index / 8);
      const from = Date.UTC(2025, 8, 12, 23);
      await store.append(batchOf({ newSeries: [level], readings: [plainColumns(1, from, values)] }));
      const rows = rowsOf(await store.query(select("reading", ["value"])));
      expect(rows).toEqual(values.map((value, index) => [from + index * 1000, value]));
    });

    it("keeps quality, reason, origin and time of receipt where a reading has them", async () => {
      const { store } = await openOn(await newPlace());
      const columns = plainColumns(1, noon, [1, null, 3]);
      columns.quality[1] = 0;
      columns.reason[1] = 0;
      columns.origin[2] = 1;
      columns.receivedAt[2] = noon + 90_000;
      const readings = [plainColumns(1, noon - 60_000, [0]), { ...columns, texts: ["comms,stale", "manual"] }];
      await store.append(batchOf({ newSeries: [level], readings }));
      const rows = rowsOf(await store.query(select("reading", ["value", "quality", "reason", "origin", "received"])));
      expect(rows).toEqual([
        [noon - 60_000, 0, null, null, null, null],
        [noon, 1, null, null, null, null],
        [noon + 1000, null, 0, "comms,stale", null, null],
        [noon + 2000, 3, null, null, "manual", noon + 90_000],
      ]);
    });

    it("gives an event a millisecond of its own when its time is taken, in the batch and before it", async () => {
      const { store } = await openOn(await newPlace());
      const gap = (count: number) => ({
        region: "north",
        site: "polder",
        event: {
          kind: "gap" as const,
          at: noon,
          id: `g${count}`,
          device: "gauge",
          variable: "level",
          startAt: noon - 5000,
          endAt: noon,
          count,
          reason: "restart",
          estimated: true,
        },
      });
      await store.append(batchOf({ events: [gap(1), gap(2)] }));
      await store.append(batchOf({ events: [gap(3)] }));
      const rows = rowsOf(await store.query(select("gap", ["count", "estimated"])));
      expect(rows).toEqual([
        [noon, 1, true],
        [noon + 1, 2, true],
        [noon + 2, 3, true],
      ]);
    });

    it.each(storedEvents)("writes %s with its tags and fields", async (measurement, { event, tags, row }) => {
      const { store } = await openOn(await newPlace());
      await store.append(batchOf({ events: [{ region: "north", site: "polder", event }] }));
      const fields = Object.keys(measurements[measurement].fields).filter((field) => field !== "body");
      const text = new TextDecoder().decode(await store.query(select(measurement, fields, "GROUP BY *")));
      const [series] = JSON.parse(text) as { tags: Record<string, string>; values: unknown[][] }[];
      expect(series?.tags).toEqual({ region: "north", site: "polder", ...tags });
      expect(series?.values).toEqual([row]);
    });

    it("keeps of an event that has a body every word of it", async () => {
      const { store } = await openOn(await newPlace());
      const told = storedEvents.map(([, { event }]) => ({ region: "north", site: "polder", event }));
      await store.append(batchOf({ events: told }));
      for (const [measurement, { event }] of storedEvents) {
        if (!("body" in measurements[measurement].fields)) continue;
        const [row] = rowsOf(await store.query(select(measurement, ["body"])));
        expect(JSON.parse(String(row?.[1]))).toEqual(event);
      }
    });

    it("replaces the register by a compact image", async () => {
      const held = await newPlace();
      const { store } = await openOn(held);
      await store.append(batchOf({ register: [place] }));
      await store.append(batchOf({ register: [{ ...place, lo: 2, hi: 9 }] }));
      await store.compactRegister([{ ...place, hi: 9 }]);
      await store.append(batchOf({ register: [{ ...place, lo: 10, hi: 11 }] }));
      await store.close();
      const { image } = await openOn(held);
      expect(image.register).toEqual([
        { ...place, hi: 9 },
        { ...place, lo: 10, hi: 11 },
      ]);
    });

    it("refuses everything once it is closed", async () => {
      const { store } = await openOn(await newPlace());
      await store.close();
      await expect(store.append(batchOf({}))).rejects.toMatchObject({ code: "store-unavailable" });
    });
  });
}
