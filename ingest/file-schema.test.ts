import { expect, it } from "vitest";
import { checkText } from "../core/config/load.ts";
import { ingestFileSchema } from "./file-schema.ts";

const checkIngest = (file: string, written: string) => checkText(file, written, ingestFileSchema);

const text = `homeostat: 1
kind: ingest
ingest: { regions: [lage-landen] }
broker: { url: "mqtt://127.0.0.1:1883", credentialFile: secrets/ingest.json }
`;

it("fills in what is not said", () => {
  expect(checkIngest("ingest.yaml", text)).toMatchObject({
    ok: true,
    value: { ingest: { id: "ingest" }, store: { file: "store.duckdb", memory: 256e6 }, commit: 100 },
  });
});

it("tells every fault with its place", () => {
  const checked = checkIngest("ingest.yaml", `${text}comit: 100ms\nstore: { file: x, memory: 1 kB }\n`);
  const faults = checked.ok ? [] : checked.error.map(({ line, column, path }) => [line, column, path]);
  expect(faults).toEqual([
    [5, 1, "comit"],
    [6, 27, "store.memory"],
  ]);
});

it("takes an InfluxDB in place of the file, never both", () => {
  const influx1 = 'store: { influx1: { url: "http://127.0.0.1:8086", keep: 30d } }\n';
  expect(checkIngest("ingest.yaml", text + influx1)).toMatchObject({
    ok: true,
    value: { store: { form: "influx1", influx1: { database: "homeostat", keep: 2_592_000_000, timeout: 30_000 } } },
  });
  const faulty = 'store: { influx2: { url: "127.0.0.1:8086", org: o, bucket: b, credentialFile: c.json } }\n';
  const both = 'store: { file: x, influx1: { url: "http://127.0.0.1:8086" } }\n';
  const paths = [faulty, both].map((store) => {
    const checked = checkIngest("ingest.yaml", text + store);
    return checked.ok ? [] : checked.error.map(({ path }) => path);
  });
  expect(paths).toEqual([["store.influx2.url"], ["store"]]);
});
