import { beforeEach, describe, expect, it } from "vitest";
import { WriteLog } from "./write-log.ts";

const silence = { kind: "timeout" } as const;
let now: number;
let lines: string[];
let log: WriteLog;

beforeEach(() => {
  now = 0;
  lines = [];
  const clock = { now: () => now, schedule: () => () => {} };
  log = new WriteLog(clock, (actuator, text) => lines.push(`${now} ${actuator}: ${text}`));
});

describe("the log of writes", () => {
  it("says once that writes fail, and once, with how many, that they work again", () => {
    for (; now < 600_000; now += 1_500) log.failed("pump-1", silence);
    log.written("pump-1");
    now += 3_000;
    log.written("pump-1");
    expect(lines).toEqual([
      "0 pump-1: writes fail: no answer: check unit id, wiring and line settings",
      "600000 pump-1: writes work again: 400 failed",
    ]);
  });

  it("speaks of each actuator by itself", () => {
    log.failed("pump-1", silence);
    log.failed("pump-2", silence);
    log.written("pump-1");
    expect(lines.map((line) => line.slice(0, 19))).toEqual([
      "0 pump-1: writes fa",
      "0 pump-2: writes fa",
      "0 pump-1: writes wo",
    ]);
  });

  it("says nothing of a line that is down or of a newer order, which tell themselves", () => {
    log.failed("pump-1", { kind: "bus", detail: "no such port" });
    log.failed("pump-1", { kind: "superseded" });
    log.written("pump-1");
    expect(lines).toEqual([]);
  });

  it("of writes that come and go speaks at most twice a minute, and counts all that failed", () => {
    for (; now < 300_000; now += 2_000) {
      log.failed("pump-1", silence);
      now += 1_000;
      log.written("pump-1");
    }
    const counted = lines.flatMap((line) => /again: (\d+) failed/.exec(line)?.[1] ?? []);
    expect(counted).toEqual(["1", "21", "21", "21", "21"]);
    expect(lines).toHaveLength(10);
  });
});
