import { expect, it } from "vitest";
import { outerStoreConfig } from "./outer-store.ts";

it.each([
  ["http://127.0.0.1:8086/water", { url: "http://127.0.0.1:8086/", database: "water" }],
  ["https://host/influx/my%20water", { url: "https://host/influx/", database: "my water" }],
])("reads %s as a database of an InfluxDB 1.x", (url, influx1) => {
  expect(outerStoreConfig({ url })).toMatchObject({ form: "influx1", influx1 });
  const credentialFile = "/etc/influx.json";
  expect(outerStoreConfig({ url, credentialFile })).toMatchObject({ influx1: { ...influx1, credentialFile } });
});

it("reads an organization and a bucket as those of an InfluxDB 2, which needs a token", () => {
  const url = "http://127.0.0.1:8086?org=polder&bucket=water";
  expect(outerStoreConfig({ url, credentialFile: "/t.json" })).toMatchObject({
    form: "influx2",
    influx2: { url: "http://127.0.0.1:8086/", org: "polder", bucket: "water", credentialFile: "/t.json" },
  });
  expect(() => outerStoreConfig({ url })).toThrow("--store-credential FILE is needed");
});

it.each([
  "127.0.0.1:8086/water",
  "mqtt://127.0.0.1/water",
  "http://127.0.0.1:8086",
  "http://127.0.0.1:8086/",
  "http://127.0.0.1:8086/water/",
  "http://127.0.0.1:8086/water?precision=s",
  "http://127.0.0.1:8086?org=polder",
  "http://127.0.0.1:8086?org=polder&bucket=water&token=secret",
  "http://127.0.0.1:8086/water#1",
])("says what it expects in place of %s", (url) => {
  expect(() => outerStoreConfig({ url })).toThrow("--store takes http://host:8086/database of an InfluxDB 1.x, or");
});

it("takes no password on the command line, and does not repeat it", () => {
  const refused = (): unknown => outerStoreConfig({ url: "http://anna:hunter2@127.0.0.1:8086/water" });
  expect(refused).toThrow("--store-credential");
  expect(refused).not.toThrow("hunter2");
});
