import { expect, test } from "vitest";
import { readTextFile } from "../../../core/io/files.ts";
import { drivers } from "../../drivers/index.ts";
import { checkSite } from "../load-site.ts";

const file = "examples/polder/site.yaml";
const tools = { read: readTextFile, drivers };
const read = readTextFile(file);
const polder = read.ok ? read.value : "";
const hiding = "suppresses: [level-hi]";

function faults(text: string) {
  const checked = checkSite(file, text, tools);
  return checked.ok ? [] : checked.error;
}

test("an alarm is not hidden by one of lower priority, said at its place in the file", () => {
  const broken = polder.replace(hiding, `${hiding}\n      suppressedBy: [level-hi]`);
  const line = broken.split("\n").findIndex((text) => text.includes("suppressedBy: [level-hi]")) + 1;
  expect(faults(broken)).toMatchObject([
    {
      line,
      column: "      suppressedBy: [".length + 1,
      path: "charter.alarms.level-hihi.suppressedBy.0",
      message: "`level-hi` (high) would hide `level-hihi` (critical)",
      expected: "an alarm is hidden only by one of its own priority or a higher one",
    },
  ]);
});

test("alarms of one priority do not hide one another in a ring", () => {
  const alarm = (name: string, hides: string) =>
    `    ${name}: { bad: io/door, suppresses: [${hides}], priority: low, cause: c, consequence: c, response: r, timeToRespond: 1h }\n`;
  const ring = (last: string) => alarm("one", "two") + alarm("two", "three") + alarm("three", last);
  const withAlarms = (text: string) => polder.replace(/^ {2}alarms:.*\n/m, (block) => block + text);
  expect(faults(withAlarms(ring(""))).map(({ message }) => message)).toEqual([]);
  expect(faults(withAlarms(ring("one"))).map(({ path, message }) => [path, message])).toEqual([
    ["charter.alarms.one.suppresses.0", "`one` hides `two`, which hides it in turn: neither would be shown"],
    ["charter.alarms.two.suppresses.0", "`two` hides `three`, which hides it in turn: neither would be shown"],
    ["charter.alarms.three.suppresses.0", "`three` hides `one`, which hides it in turn: neither would be shown"],
  ]);
});
