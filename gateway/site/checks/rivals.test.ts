import { expect, test } from "vitest";
import { readTextFile } from "../../../core/io/files.ts";
import { drivers } from "../../drivers/index.ts";
import { checkSite } from "../load-site.ts";

const file = "examples/polder/site.yaml";
const tools = { read: readTextFile, drivers };
const read = readTextFile(file);
const polder = read.ok ? read.value : "";

function faults(layer: string, actuator: string) {
  const words = "start: \"v('io/door')\", stop: \"!v('io/door')\"";
  const more = `    zeal: { kind: on-off, layer: ${layer}, ${words}, actuators: [${actuator}] }\n`;
  const checked = checkSite(file, polder.replace(/^ {2}alarms:/m, `${more}  alarms:`), tools);
  return (checked.ok ? [] : checked.error).map(({ path, message, line }) => [path, message, line !== undefined]);
}

test("a staged and an on-off reflex do not share a pump in the layer homeostasis", () => {
  expect(faults("homeostasis", "pump-1")).toEqual([
    ["charter.reflexes.zeal.actuators.0", "`pump-1` is moved by `drain` (staged) already, in the same layer", true],
  ]);
  expect(faults("protection", "pump-1")).toEqual([]);
  expect(faults("homeostasis", "start-horn")).toEqual([]);
});
