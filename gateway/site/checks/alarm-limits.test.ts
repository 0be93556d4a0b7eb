import { expect, test } from "vitest";
import { readTextFile } from "../../../core/io/files.ts";
import { drivers } from "../../drivers/index.ts";
import { checkSite } from "../load-site.ts";

const file = "examples/lage-landen/microgrid.yaml";
const tools = { read: readTextFile, drivers };
const read = readTextFile(file);
const microgrid = read.ok ? read.value : "";

function faults(from: string, to: string) {
  if (!microgrid.includes(from)) throw new Error(`the file has no ${from}`);
  const checked = checkSite(file, microgrid.replace(from, to), tools);
  return (checked.ok ? [] : checked.error).map(({ path, message, expected }) => [path, message, expected]);
}

test("an alarm can return inside what was agreed", () => {
  expect(faults("deadband: 5", "deadband: 290")).toEqual([]);
  expect(faults("deadband: 5", "deadband: 5000")).toEqual([
    [
      expect.stringMatching(/^charter\.alarms\..*\.deadband$/),
      "a deadband of 5000 leaves it no value to return at",
      "less than 295",
    ],
  ]);
});

test("a limit is a finite number", () => {
  expect(faults("limit: 145", "limit: .inf")).toEqual([
    [
      expect.stringMatching(/^charter\.alarms\..*\.limit$/),
      "`.inf` is not finite",
      "a finite number or a block of keys",
    ],
  ]);
  expect(faults("deadband: 5", "deadband: .nan").map(([, ...words]) => words)).toEqual([
    ["`.nan` is not a number", "a finite number"],
  ]);
});

test("a variable has four limit alarms at most, and each one more is told at its place", () => {
  const alarm = (name: string) =>
    `    ${name}: { variable: battery/soc, type: lo, limit: 5, deadband: 1, onDelay: 10s, priority: low, cause: c, consequence: c, response: r, timeToRespond: 1h }\n`;
  const withAlarms = (count: number) =>
    faults("  alarms:\n", `  alarms:\n${Array.from({ length: count }, (_, nth) => alarm(`low-${nth}`)).join("")}`);
  expect(withAlarms(4)).toEqual([]);
  const already = "`battery/soc` has its 4 limit alarms already: `low-0`, `low-1`, `low-2`, `low-3`";
  expect(withAlarms(6)).toEqual([
    ["charter.alarms.low-4.variable", already, "at most 4 on one variable"],
    ["charter.alarms.low-5.variable", already, "at most 4 on one variable"],
  ]);
});
