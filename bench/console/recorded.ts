import type { Store } from "../../core/ports/store.ts";
import { chartCount, chartPath, chartSite, type Recorded, yearPath, yearRows, yearValue } from "./orders.ts";

const minute = 60_000;
const second = 1_000;
/** Of each chart: as many as each plain chart beside them has. */
const hourRows = 3_600;

/** Writes what a benchmark asks the store for; it ends now. */
export async function record(store: Store, region: string, what: Recorded): Promise<void> {
  if (what === "year") {
    await write(store, region, { paths: [yearPath], rows: yearRows, every: minute, value: yearValue });
  } else if (what === "hour") {
    const paths = Array.from({ length: chartCount }, (_, index) => `${chartSite}/${chartPath(index)}`);
    const value = (row: number, index: number): number => Math.sin(row / 50 + index) * 90;
    await write(store, region, { paths, rows: hourRows, every: second, value });
  }
}

interface Written {
  readonly paths: readonly string[];
  /** Of each path. */
  readonly rows: number;
  /** ms. */
  readonly every: number;
  readonly value: (row: number, path: number) => number;
}

async function write(store: Store, region: string, { paths, rows, every, value }: Written): Promise<void> {
  const begin = Date.now() - rows * every;
  const length = rows * paths.length;
  const all = Array.from({ length }, (_, at) => ({ row: Math.floor(at / paths.length), path: at % paths.length }));
  const none = (): Int16Array => new Int16Array(length).fill(-1);
  await store.append({
    newSeries: paths.map((path, index) => {
      const [site = "", device = "", variable = ""] = path.split("/");
      return { id: index + 1, region, site, device, variable, commons: "water" };
    }),
    readings: [
      {
        length,
        series: Int32Array.from(all, ({ path }) => path + 1),
        measuredAt: Float64Array.from(all, ({ row }) => begin + row * every),
        value: Float64Array.from(all, ({ row, path }) => value(row, path)),
        quality: new Int16Array(length).fill(192),
        reason: none(),
        origin: none(),
        receivedAt: new Float64Array(length).fill(Number.NaN),
        texts: [],
      },
    ],
    events: [],
    register: [],
  });
}
