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
    expect(faultsOf("[".repeat(50_000)).length).toBeGreaterThan(0);
    expect(faultsOf(`a: ${"{ b: ".repeat(30)}1${" }".repeat(30)}\n`)).toEqual(["1:1 nested too deeply"]);
  });

  test("columns count characters of the line, also after umlauts and in files with CRLF", () => {
    expect(faultsOf("naam: Zürich\r\nnaam: x\r\n")).toEqual(["2:1 this key stands here twice"]);
  });
});
