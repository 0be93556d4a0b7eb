import { expect, test } from "vitest";
import { readTextFile } from "../../../core/io/files.ts";
import { drivers } from "../../drivers/index.ts";
import { checkSite } from "../load-site.ts";

const file = "examples/polder/site.yaml";
const tools = { read: readTextFile, drivers };
const read = readTextFile(file);
const polder = read.ok ? read.value : "";

function faults(more: string) {
  const checked = checkSite(
    file,
    polder.replace(/^actuators:.*\n/m, (block) => block + more),
    tools,
  );
  return (checked.ok ? [] : checked.error).map(({ path, message, line }) => [path, message, line !== undefined]);
}

test("two actuators do not order one drive, nor one contact", () => {
  const drive =
    "  pump-0: { device: vfd-1, class: A, speed: { min: 65 %, max: 100 % }, readBack: { running: 15s }, link: { reassert: 1s }, safeState: stop }\n";
  const horn = "  bell: { output: io/siren, class: B, safeState: stop }\n";
  expect(faults(drive + horn)).toEqual([
    ["actuators.pump-1.device", "`pump-0` orders `vfd-1/setpoint` already: each would undo what the other does", true],
    ["actuators.siren.output", "`bell` orders `io/siren` already: each would undo what the other does", true],
  ]);
  expect(faults("")).toEqual([]);
});
