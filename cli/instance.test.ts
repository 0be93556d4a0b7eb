import { expect, it } from "vitest";
import { findInstance, jsonOf } from "./instance.ts";

const at = (url: string, tokenFile: string) => () => findInstance({ url, tokenFile });

it("a token file that cannot be read is named with what is wrong with it", () => {
  expect(at("http://127.0.0.1:1", "/nonexistent")).toThrow("--token-file /nonexistent: there is no such file");
  expect(at("http://127.0.0.1:1", "package.json")).toThrow("--token-file package.json: expected one token");
});

it.each(["", "foo", "127.0.0.1:8420", "file:///etc/passwd", "http://"])("%s is no address of an instance", (url) => {
  expect(at(url, "LICENSE")).toThrow("--url takes an address such as");
});

it("a server that is something else is told apart from one that refuses", () => {
  const answer = (status: number, text: string) => ({ status, body: new TextEncoder().encode(text) });
  expect(() => jsonOf(answer(200, "<!doctype html>"))).toThrow("no homeostat (status 200)");
  expect(() => jsonOf(answer(401, '{"error":"authorization failed"}'))).toThrow("authorization failed");
});
