import { expect, it } from "vitest";
import { isLoopback, pageAddress, parseAddress, reachedAt } from "./address.ts";

it.each([
  ["127.0.0.1:8420", { host: "127.0.0.1", port: 8420 }],
  ["[::1]:0", { host: "::1", port: 0 }],
  ["localhost:1", { host: "localhost", port: 1 }],
])("reads %s", (text, expected) => {
  expect(parseAddress("--http", text)).toEqual(expected);
});

it.each(["8420", "host", "host:", "host:99999", "http://x:1", ":1"])("refuses %j and names the option", (text) => {
  expect(() => parseAddress("--http", text)).toThrow(/--http takes HOST:PORT/);
});

it("knows loopback from the rest", () => {
  expect(["127.0.0.1", "localhost", "::1", "0.0.0.0", "10.0.0.1", "127.evil.example"].map(isLoopback)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

it("lets a page listen beyond loopback only where its port is published", () => {
  expect(() => pageAddress("--http", "0.0.0.0:8420", false)).toThrow(/listens on loopback only/);
  expect(pageAddress("--http", "0.0.0.0:8420", true)).toEqual({ host: "0.0.0.0", port: 8420 });
});

it.each([
  ["0.0.0.0", "http://127.0.0.1:8420"],
  ["::", "http://[::1]:8420"],
  ["::1", "http://[::1]:8420"],
  ["localhost", "http://localhost:8420"],
])("%s is reached at %s", (host, expected) => {
  expect(reachedAt({ host, port: 8420 })).toBe(expected);
});
