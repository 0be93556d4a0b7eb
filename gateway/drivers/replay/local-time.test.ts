import { describe, expect, it } from "vitest";
import { timeReader } from "./local-time.ts";

/** Reads texts in their order; each is told the moment of the one before. */
function readAll(zone: string, texts: readonly string[]): string[] {
  const read = timeReader({ column: ["time"], zone });
  let previous = Number.NEGATIVE_INFINITY;
  return texts.map((text) => {
    const time = read(text, previous);
    if ("problem" in time) return time.problem;
    previous = time.at;
    return new Date(time.at).toISOString().slice(5, 16);
  });
}

describe("local times", () => {
  it("reads an hour that the clock showed twice by the order of the file", () => {
    const shown = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"].map((time) => `2025-10-26 ${time}`);
    const utc = ["25T23:30", "26T00:00", "26T00:30", "26T01:00", "26T01:30", "26T02:00"].map((time) => `10-${time}`);
    expect(readAll("Europe/Amsterdam", shown)).toEqual(utc);
  });

  it("refuses a time that the clock skipped, and goes on after it without a hole", () => {
    expect(readAll("Europe/Amsterdam", ["2025-03-30 01:30", "2025-03-30 02:30", "2025-03-30 03:00"])).toEqual([
      "03-30T00:30",
      "the clock of Europe/Amsterdam skipped 2025-03-30 02:30",
      "03-30T01:00",
    ]);
  });

  it("reads half an hour that was shown twice, and midnight that was skipped", () => {
    const shown = ["2025-04-06 01:30", "2025-04-06 01:45", "2025-04-06 01:30", "2025-04-06 01:45"];
    expect(readAll("Australia/Lord_Howe", shown)).toEqual(["04-05T14:30", "04-05T14:45", "04-05T15:00", "04-05T15:15"]);
    expect(readAll("Asia/Beirut", ["2025-03-30 00:00"])).toEqual(["the clock of Asia/Beirut skipped 2025-03-30 00:00"]);
  });

  it("takes a time's own offset over the zone, and says what is out of order", () => {
    expect(readAll("Asia/Shanghai", ["2013-03-01 00:00", "2013-03-01 02:00+09:00", "2013-03-01T00:59"])).toEqual([
      "02-28T16:00",
      "02-28T17:00",
      "2013-03-01T00:59 is before the row above; expected rows in order of time, one for each moment",
    ]);
  });
});
