import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type DataDirectory, dataDirectory } from "./data-directory.ts";
import { keepOuterStore, outerStoreOf } from "./outer-store.ts";

let data: DataDirectory;
beforeEach(() => {
  data = dataDirectory(mkdtempSync(join(tmpdir(), "homeostat-outer-")));
});
afterEach(() => rmSync(data.root, { recursive: true, force: true }));

const influx = { url: "http://127.0.0.1:8086/water", credentialFile: "/etc/influx.json" };

it("stays with the store it began with, and takes a credential file that has moved", () => {
  keepOuterStore(data, influx);
  expect(outerStoreOf(data)).toEqual(influx);
  const moved = { ...influx, credentialFile: "/run/influx.json" };
  keepOuterStore(data, moved);
  expect(outerStoreOf(data)).toEqual(moved);
  expect(() => keepOuterStore(data, { url: "http://127.0.0.1:8086/air" })).toThrow(
    `${data.root} stores in http://127.0.0.1:8086/water; choose another --data DIR for http://127.0.0.1:8086/air`,
  );
  expect(() => keepOuterStore(data, undefined)).toThrow("choose another --data DIR for its own DuckDB file");
  expect(outerStoreOf(data)).toEqual(moved);
});

it("does not leave its own DuckDB file for another store", () => {
  keepOuterStore(data, undefined);
  mkdirSync(data.hub);
  writeFileSync(data.store, "");
  expect(() => keepOuterStore(data, influx)).toThrow("stores in its own DuckDB file");
  expect(outerStoreOf(data)).toBeUndefined();
});

it("is written for this user alone, and holds no secret", () => {
  keepOuterStore(data, influx);
  expect(statSync(data.outerStore).mode & 0o077).toBe(0);
  expect(JSON.parse(readFileSync(data.outerStore, "utf8"))).toEqual(influx);
});
