import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mapOf } from "../../gateway/drivers/modbus/config.ts";

const table = join(process.env["HOMEOSTAT_DATA"] ?? "../shared/data", "captures/modbus/eastron-sdm630-input.csv");

/** The collected table of the meter: names as it has them, by address. */
const rows = readFileSync(table, "utf8")
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(","));
const documented = new Map(rows.map(([address, , , name, unit]) => [Number(address), { name, unit }]));

/** The units of the table that stand for ours. */
const raw: Readonly<Record<string, string>> = { kW: "W", "kW.h": "kWh" };

it("every point of the SDM630 map stands where the meter's own table has it, in its unit", () => {
  const { points } = mapOf({ map: "eastron-sdm630" });
  const ours = Object.entries(points).map(([name, { address, unit = "" }]) => ({
    address,
    name: name.replaceAll("-", "_"),
    unit: raw[unit] ?? unit,
  }));
  expect(ours.map(({ name, unit }) => ({ name, unit }))).toEqual(ours.map(({ address }) => documented.get(address)));
  expect(ours.length).toBe(14);
});
