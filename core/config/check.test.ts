import { expect, test } from "vitest";
import { z } from "zod";
import { checkShape, openConfig } from "./check.ts";

const schema = z.strictObject({ homeostat: z.literal(1), kind: z.literal("site"), site: z.string() });

const faultsOf = (text: string): readonly string[] => {
  const { opened } = openConfig("a.yaml", text);
  return opened === undefined ? [] : checkShape(opened, schema).faults.map(({ path }) => path);
};

test("a file of another kind has that one fault and no others", () => {
  expect(faultsOf("homeostat: 1\nkind: region\nregion: x\n")).toEqual(["kind"]);
});

test("so has one of another version of the language", () => {
  expect(faultsOf("homeostat: 99\nkind: site\nregion: x\n")).toEqual(["homeostat"]);
});

test("a file that does not say its kind is told everything", () => {
  expect(faultsOf("homeostat: 1\n")).toEqual(["kind", "site"]);
});
