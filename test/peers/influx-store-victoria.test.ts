import { afterAll, beforeAll, expect, it } from "vitest";
import { Influx2Server } from "../../ingest/stores/influx2/io/server.ts";
import { BlockWriter } from "../../ingest/stores/line-protocol/block-writer.ts";
import { ReadingLines } from "../../ingest/stores/line-protocol/reading-lines.ts";
import { plainColumns } from "../support/store-contract.ts";
import { startVictoriaMetrics, type VictoriaMetrics } from "../support/victoria-metrics.ts";

let victoria: VictoriaMetrics;
beforeAll(async () => {
  victoria = await startVictoriaMetrics();
});
afterAll(() => victoria?.stop());

it("writes readings to the /api/v2/write of a server that is not InfluxDB's own", async () => {
  const options = { url: victoria.url, org: "o", bucket: "b", token: "t", keep: null, timeout: 5_000 };
  const writer = new BlockWriter(new Influx2Server(options));
  const lines = new ReadingLines();
  const series = { region: "north", site: "polder", device: "gauge", variable: "level", commons: "water" };
  lines.learn([{ id: 1, ...series }]);
  const begin = Date.now() - 3_600_000;
  const values = Array.from({ length: 3_000 }, (_, index) => index / 8 - 5);
  const columns = plainColumns(1, begin, values);
  for (let row = 0; row < columns.length; ) {
    const buffer = await writer.buffer();
    row = lines.write(columns, row, buffer, { lines: 700, bytes: 1_000_000 });
    writer.send(buffer);
  }
  expect((await writer.finish()).refused).toEqual([]);
  const [held, ...others] = await victoria.samples("reading_value");
  expect(others).toEqual([]);
  expect(held?.labels).toMatchObject(series);
  expect(held?.points).toEqual(values.map((value, index) => [begin + index * 1000, value]));
});
