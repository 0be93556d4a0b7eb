import { expect, it } from "vitest";
import { isLoopback, parseAddress } from "./address.ts";

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
