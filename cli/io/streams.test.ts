import { expect, it } from "vitest";
import { loggable } from "./streams.ts";

it("a name from outside cannot forge a second line of the log, nor command a terminal", () => {
  expect(loggable("reader:x\nhomeostat hub: all is well \u001b[2J\u202e")).toBe(
    "reader:x\\u{a}homeostat hub: all is well \\u{1b}[2J\\u{202e}",
  );
});

it("a name from outside cannot fill the log", () => {
  expect(loggable("é".repeat(65_535))).toHaveLength(501);
});
