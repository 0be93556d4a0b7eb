import { expect, test } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../drivers/index.ts";
import { definitionOf, placeOf } from "../host/definition.ts";
import { checkSite } from "./load-site.ts";

const file = "examples/polder/site.yaml";
const text = readTextFile(file);
const polder = text.ok ? text.value : "";
const check = (written: string) => checkSite(file, written, { read: readTextFile, drivers });

test("what other systems call a site travels with its definition, as it was written", () => {
  const checked = check(polder);
  if (!checked.ok) throw new Error("the demo has faults");
  const { engine, file: site } = checked.value;
  expect(definitionOf(engine, placeOf(site.site)).place).toEqual({
    name: "Gemaal Oostpolder",
    position: { crs: "EPSG:28992", x: 105_400, y: 459_800 },
    codes: { asset: "KGM-0412", levelArea: "PG-0118" },
    drainsTo: "ringvaart",
  });
});

test.each([
  ["id: gemaal-oostpolder", 'id: "-"', "`-` stands for the region itself"],
  ["EPSG:28992", "RD", "this is not a reference system"],
  ["x: 105400, ", "", "the key `x` is missing"],
  ["asset: KGM-0412", "asset nr: KGM-0412", "`asset nr` is no name of a code"],
  ["drainsTo: ringvaart", "drainsTo: De Ringvaart", "`De Ringvaart` is not written as expected"],
  ["delivery: stored", "delivery: broker", "`broker` is not one of the choices"],
  ["primaryHost: none", "primaryHost: ignition", "`ignition` is not one of the choices"],
])("in the header of a site `%s` is not `%s`", (from, to, message) => {
  const checked = check(polder.replace(from, to));
  const line = polder.slice(0, polder.indexOf(from)).split("\n").length;
  expect((checked.ok ? [] : checked.error).map((fault) => [fault.line, fault.message])).toEqual([[line, message]]);
});
