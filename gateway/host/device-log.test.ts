import { beforeEach, describe, expect, it } from "vitest";
import type { Sample } from "../drivers/driver.ts";
import { DeviceLog } from "./device-log.ts";

let now = 0;
let lines: string[] = [];
let log: DeviceLog;
beforeEach(() => {
  now = 0;
  lines = [];
  const clock = { now: () => now, schedule: () => () => undefined };
  log = new DeviceLog(clock, (device, text) => lines.push(`${device}: ${text}`));
});

const absent = { kind: "bus", detail: "cannot open /dev/ttyS99" } as const;
const samples = (quality: Sample["quality"]): Sample[] => [
  { point: "p1", value: null, quality, reasons: [], measuredAt: now },
];

describe("the log of devices", () => {
  it("says a trouble that stays once", () => {
    for (; now < 600_000; now += 1_000) {
      log.trouble("gauge", absent);
      log.samples("gauge", samples("bad"));
    }
    expect(lines).toEqual(["gauge: cannot open /dev/ttyS99"]);
  });

  it("says that a device is back", () => {
    log.trouble("gauge", absent);
    log.samples("gauge", samples("good"));
    log.samples("gauge", samples("good"));
    expect(lines).toEqual(["gauge: cannot open /dev/ttyS99", "gauge: answers again"]);
  });

  it("speaks of a device that comes and goes once a minute", () => {
    for (; now < 60_000; now += 1_000) {
      log.trouble("gauge", { kind: "timeout" });
      log.samples("gauge", samples("good"));
    }
    expect(lines).toHaveLength(2);
    log.trouble("gauge", { kind: "timeout" });
    expect(lines).toHaveLength(3);
  });
});
