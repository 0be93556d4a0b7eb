import fc from "fast-check";
import { expect, it } from "vitest";
import { CsvReader } from "./csv.ts";

it("reads back any CSV in any chunking, whatever stands between its fields", () => {
  const field = fc.string({ unit: fc.constantFrom("a", ",", ";", "|", "\t", '"', "\n", " ", "é"), maxLength: 6 });
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  const separators = fc.constantFrom(",", ";", "|", "\t");
  fc.assert(
    fc.property(
      records,
      separators,
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (written, separator, size, closed) => {
        const quoted = written.map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator));
        const text = quoted.join("\r\n") + (closed ? "\r\n" : "");
        const reader = new CsvReader("any.csv", separator);
        const read = [];
        for (let at = 0; at < text.length; at += size) read.push(...reader.push(text.slice(at, at + size)));
        read.push(...reader.end());
        expect(read.map(({ fields }) => fields)).toEqual(written);
      },
    ),
  );
});

it("reads a quote that is closed after very many lines, and soon says where one is that never is", () => {
  const lines = "1,2\n".repeat(200_000);
  const closed = new CsvReader("any.csv").push(`a,"${lines}"\n3,4\n`);
  expect(closed.map(({ line, fields }) => [line, fields])).toEqual([
    [1, ["a", lines]],
    [200_002, ["3", "4"]],
  ]);
  const open = new CsvReader("any.csv");
  expect(open.push(`a,b\n3,"${lines}`)).toHaveLength(1);
  expect(() => open.end()).toThrow("any.csv:2: a quote is opened here and never closed");
});

it("reads fields without quotes as they stand, and mixed with quoted ones", () => {
  const reader = new CsvReader("any.csv", "|");
  expect(reader.push('a.b|c,d|\n"x|y"|z|\n').map(({ fields }) => fields)).toEqual([
    ["a.b", "c,d", ""],
    ["x|y", "z", ""],
  ]);
});
