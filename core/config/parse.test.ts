import { describe, expect, test } from "vitest";
import { openConfig } from "./check.ts";

const faultsOf = (text: string) =>
  openConfig("a.yaml", text).faults.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe("the notation", () => {
  test("the words yes, no and a date stay text", () => {
    const { opened } = openConfig("a.yaml", "on: yes\nday: 2025-04-02\n");
    expect(opened?.plain).toEqual({ on: "yes", day: "2025-04-02" });
  });

  test("numbers and lists keep their kind", () => {
    const { opened } = openConfig("a.yaml", "a: 1\nb: [x, 2.5, true, null]\n");
    expect(opened?.plain).toEqual({ a: 1, b: ["x", 2.5, true, null] });
  });

  test("anchors, aliases and merge keys are refused, and `like` is offered", () => {
    const { faults } = openConfig("a.yaml", "a: &x { b: 1 }\nc: *x\nd:\n  <<: *x\n");
    expect(faults.map(({ line }) => line)).toEqual([2, 4]);
    expect(faults[0]?.hint).toBe("`like: name` copies an entry");
  });

  test("a tag is refused", () => {
    expect(faultsOf("a: !!js/function 'x'\n")).toHaveLength(1);
  });

  test("two documents in one file are refused", () => {
    expect(faultsOf("a: 1\n---\nb: 2\n")).toEqual(["2:1 a second document begins here"]);
  });

  test("a key named __proto__ is refused and changes nothing", () => {
    const { opened, faults } = openConfig("a.yaml", "__proto__: { polluted: 1 }\n");
    expect(faults).toHaveLength(1);
    expect(opened?.plain).toEqual({});
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("a key that is a list is refused", () => {
    expect(faultsOf("a: 1\n? [b]\n: 2\n")).toEqual(["2:3 a key must be a word"]);
  });

  test("an empty file and a bottomless one are faults", () => {
    expect(faultsOf("")).toEqual(["1:1 the file is empty"]);
  });

  test.each([
    ["brackets left open", `a: 1\nb: ${"[".repeat(20_000)}`, "2:66"],
    ["brackets that are closed", `a: 1\nb: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, "2:66"],
    ["blocks on one line", `a: ${"{ b: ".repeat(20)}1${" }".repeat(20)}\n`, "1:79"],
    ["lists in lists", `a:\n  ${"- ".repeat(20_000)}1\n`, "2:127"],
    ["blocks in blocks", Array.from({ length: 500 }, (_, level) => `${" ".repeat(level)}a:\n`).join(""), "64:64"],
  ])("nested too deeply: %s", (_, text, place) => {
    const told = { message: "nested too deeply", expected: "at most 16 levels" };
    const { faults } = openConfig("a.yaml", text);
    expect(faults.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
    expect(faults[0]).toMatchObject({ ...told, hint: "no file needs more: look for a bracket that is never closed" });
  });

  test("sixteen levels are read, and other faults are told beside one level more", () => {
    const nested = (levels: number) => `a: ${"[".repeat(levels)}1${"]".repeat(levels)}\n`;
    expect(faultsOf(nested(15))).toEqual([]);
    expect(faultsOf(`${nested(16)}a: 1\n`)).toEqual(["2:1 this key stands here twice", "1:19 nested too deeply"]);
  });

  test("a hundred thousand keys are read, and each that stands twice is told", () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join("");
    expect(faultsOf(keys.slice(0, 900_000))).toEqual([]);
    expect(faultsOf("1: a\n'1': b\n1: c\n")).toEqual(["3:1 this key stands here twice"]);
    expect(faultsOf("a: 1\na: 2\nb: ]\n")[0]).toBe("2:1 this key stands here twice");
  });

  test("each quote that is never closed is told where it begins", () => {
    const faults = faultsOf('k: "x\n'.repeat(20_000));
    expect([faults.length, faults[0], faults[1]]).toEqual([
      39_999,
      "1:4 this quote is never closed",
      "2:1 this key stands here twice",
    ]);
  });

  test("the line of a fault is shown around it, without the end of the line", () => {
    const { faults } = openConfig("a.yaml", `a: 1\r\n${"x".repeat(200)}: &y 1\r\na: 2\r\n`);
    const frames = Object.fromEntries(faults.map(({ line, frame }) => [line, frame]));
    expect(frames[3]).toBe("3 | a: 2\n  | ^");
  });

  test("columns count characters of the line, also after umlauts and in files with CRLF", () => {
    expect(faultsOf("naam: Zürich\r\nnaam: x\r\n")).toEqual(["2:1 this key stands here twice"]);
  });
});
