import { aggregates } from "../../../../core/influxql/ast.ts";
import { parseQuery } from "../../../../core/influxql/parser.ts";
import { systemClocks } from "../../../../core/io/clock.ts";
import { openDuckdb } from "../../../../ingest/stores/duckdb/io/open.ts";
import { batchOf, plainColumns } from "../../store-contract.ts";

/** A parent of the store child that asks without end, all readers at once; prints `asking` once the first answer came. */
const [path = ""] = process.argv.slice(2);
const store = openDuckdb({ path }, systemClocks.io);
await store.open();
const series = { id: 1, region: "north", site: "polder", device: "gauge", variable: "level", commons: "water" };
const values = Array.from({ length: 200_000 }, (_, index) => Math.sin(index));
const begin = Date.UTC(2025, 8, 12);
await store.append(batchOf({ newSeries: [series], readings: [plainColumns(1, begin, values)] }));
const parsed = parseQuery(`SELECT ${aggregates.map((name) => `${name}("value")`).join(", ")} FROM "reading"`, 0);
if (!parsed.ok) throw new Error(parsed.error.message);
const [statement] = parsed.value;
const askForEver = async (): Promise<void> => {
  for (;;) {
    if (statement !== undefined) await store.query(statement);
    process.stdout.write("asking\n");
  }
};
await Promise.all([1, 2, 3, 4].map(askForEver));
