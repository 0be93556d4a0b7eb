import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import type { ReadingColumns, Series, Store } from "../../core/ports/store.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import { openDuckdb } from "../../ingest/stores/duckdb/io/open.ts";
import type { InfluxResult, MeasuredRow } from "./influxd.ts";
import type { QueryStore } from "./query-stores.ts";

/** The embedded store as it runs, in its child process, filled with readings and asked through the handler of `/query`. */
export async function embeddedStore(rows: readonly MeasuredRow[]): Promise<QueryStore> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-query-"));
  const store = openDuckdb({ path: join(directory, "homeostat.duckdb") }, systemClocks.io);
  return filledStore(store, rows, () => rmSync(directory, { recursive: true, force: true }));
}

/** A store filled with readings and asked through the handler of `/query`. */
export async function filledStore(
  store: Store,
  rows: readonly MeasuredRow[],
  dispose: () => void,
): Promise<QueryStore> {
  await store.open();
  const { series, columns } = columnsOf(rows);
  await store.append({ newSeries: series, readings: [columns], events: [], register: [] });
  const ask = influxHandler({ store, clocks: systemClocks, verify: tokenVerifier(["token"]), version: "0" });
  return {
    query: async (q) => {
      const parameters = { db: "homeostat", epoch: "ms", q };
      const { status, body } = await ask({ method: "POST", path: "/query", parameters, authorization: "Token token" });
      const text = new TextDecoder().decode(body);
      if (status !== 200) throw new Error(`/query answered ${status}: ${text}`);
      return (JSON.parse(text) as { results: readonly InfluxResult[] }).results;
    },
    close: async () => {
      await store.close();
      dispose();
    },
  };
}

type NumberedSeries = Series & { readonly id: number };

/** Rows in columns, their series numbered from 1 in the order in which they come first. */
export function columnsOf(rows: readonly MeasuredRow[]): {
  readonly series: readonly NumberedSeries[];
  readonly columns: ReadingColumns;
} {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const number = (row: MeasuredRow): number => {
    const key = JSON.stringify(row.tags);
    const id = ids.get(key) ?? ids.size + 1;
    ids.set(key, id);
    return id;
  };
  const text = (value: unknown): number => (typeof value === "string" ? texts.push(value) - 1 : -1);
  const whole = (value: unknown): number => (typeof value === "number" ? value : -1);
  const float = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
  const columns = {
    length: rows.length,
    series: Int32Array.from(rows, number),
    measuredAt: Float64Array.from(rows, ({ time }) => time),
    value: Float64Array.from(rows, ({ fields }) => float(fields["value"])),
    quality: Int16Array.from(rows, ({ fields }) => whole(fields["quality"])),
    reason: Int16Array.from(rows, ({ fields }) => text(fields["reason"])),
    origin: Int16Array.from(rows, ({ fields }) => text(fields["origin"])),
    receivedAt: Float64Array.from(rows, ({ fields }) => float(fields["received"])),
    texts,
  };
  return { series: [...ids].map(([key, id]) => ({ id, ...(JSON.parse(key) as Series) })), columns };
}
