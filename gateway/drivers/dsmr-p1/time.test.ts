import { describe, expect, it } from "vitest";
import { readingMoment, telegramMoment, telegramTime } from "./time.ts";

const said = Date.UTC(2026, 0, 15, 11);

describe("times", () => {
  it.each([
    ["261025023000S", "2026-10-25T00:30:00Z"],
    ["261025023000W", "2026-10-25T01:30:00Z"],
    ["260329015959W", "2026-03-29T00:59:59Z"],
    ["260715140000", "2026-07-15T12:00:00Z"],
    ["260115140000", "2026-01-15T13:00:00Z"],
    ["260329030000", "2026-03-29T01:00:00Z"],
  ])("%s is %s", (text, utc) => expect(telegramTime(text)).toBe(Date.parse(utc)));

  it.each(["632525252525S", "250000000000W", "260230120000W", "260115120060W", "", "2601151200"])(
    "%s is none",
    (text) => expect(telegramTime(text)).toBeUndefined(),
  );

  it("a telegram is dated by its receipt when its own clock is off, or stands still", () => {
    expect(telegramMoment(said, said + 9000, 0)).toBe(said);
    expect(telegramMoment(said, said + 11_000, 0)).toBe(said + 11_000);
    expect(telegramMoment(said, said - 1, 0)).toBe(said - 1);
    expect(telegramMoment(said, said + 1000, said)).toBe(said + 1000);
    expect(telegramMoment(undefined, said, 0)).toBe(said);
  });

  it("a reading keeps its age when the clock of both is off", () => {
    const telegram = { said, moment: said + 3_600_000 };
    expect(readingMoment(said - 300_000, telegram)).toBe(said + 3_300_000);
    expect(readingMoment(said + 30_000, telegram)).toBe(telegram.moment);
    expect(readingMoment(said + 90_000, telegram)).toBeUndefined();
    expect(readingMoment(said - 11 * 86_400_000, telegram)).toBeUndefined();
  });
});
