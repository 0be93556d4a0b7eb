import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvReader } from "./csv.ts";
import { timeReader } from "./local-time.ts";
import { type RecordedFile, type RecordedRow, recordedRows } from "./rows.ts";

const level: RecordedFile = {
  file: "level.csv",
  time: { column: "time", zone: "UTC" },
  columns: { value: "gauge/level" },
};

async function play(
  contents: Readonly<Record<string, string>>,
  files: readonly RecordedFile[],
): Promise<RecordedRow[]> {
  const rows: RecordedRow[] = [];
  const read = async function* (file: string) {
    for (const piece of contents[file]?.match(/[\s\S]{1,7}/g) ?? []) yield Buffer.from(piece);
  };
  for await (const row of recordedRows(files, read)) rows.push(row);
  return rows;
}

const brief = (rows: readonly RecordedRow[]) =>
  rows.map(({ at, samples }) => [
    new Date(at).toISOString().slice(0, 16),
    ...samples.map(({ device, sample }) => `${device}/${sample.point}=${sample.value}`),
  ]);

describe("replay", () => {
  it("plays rows with the file's own time, blanks as missing", async () => {
    const rows = await play({ "level.csv": "time,value\r\n2025-09-12T08:00:00,0.25\r\n2025-09-12T08:15:00,\r\n" }, [
      level,
    ]);
    expect(brief(rows)).toEqual([
      ["2025-09-12T08:00", "gauge/level=0.25"],
      ["2025-09-12T08:15", "gauge/level=null"],
    ]);
    expect(rows[1]?.samples[0]?.sample).toMatchObject({ quality: "bad", reasons: ["missing"] });
  });

  it("merges files in order of time, one row for one moment", async () => {
    const rain = { ...level, file: "rain.csv", columns: { mm: "tipper/rain", battery: "tipper/battery" } };
    const rows = await play(
      {
        "level.csv": "time,value\n2025-01-01T00:00Z,1\n2025-01-01T00:15Z,2\n2025-01-01T00:45Z,3",
        "rain.csv": 'mm,"battery",time\n0,12.1,2025-01-01 00:15:00\n0.2,12.0,2025-01-01T01:30:00+01:00\n',
      },
      [level, rain],
    );
    expect(brief(rows)).toEqual([
      ["2025-01-01T00:00", "gauge/level=1"],
      ["2025-01-01T00:15", "gauge/level=2", "tipper/rain=0", "tipper/battery=12.1"],
      ["2025-01-01T00:30", "tipper/rain=0.2", "tipper/battery=12"],
      ["2025-01-01T00:45", "gauge/level=3"],
    ]);
  });

  it.each([
    ["no such column", "when,value\n", "level.csv:1: no column `time`; expected one of when, value"],
    ["an empty file", "", "level.csv:1: the file is empty"],
    [
      "a word for a number",
      "time,value\n2025-01-01,1\n2025-01-02,n/a\n",
      "level.csv:3: `n/a` in column `value` is no number",
    ],
    ["a hex number", "time,value\n2025-01-01,0x10\n", "level.csv:2: `0x10` in column `value` is no number"],
    ["infinity", "time,value\n2025-01-01,1e999\n", "level.csv:2: `1e999` in column `value` is no number"],
    ["a day that is not", "time,value\n2025-02-29,1\n", "level.csv:2: `2025-02-29` is no time"],
    ["a row too short", "time,value\n\n2025-01-01\n", "level.csv:3: 1 fields; expected 2"],
    ["time going back", "time,value\n2025-01-02,1\n2025-01-01,1\n", "level.csv:3: 2025-01-01 is before the row above"],
    ["an open quote", 'time,value\n"2025-01-01,1\n', "level.csv:2: a quote is opened here and never closed"],
    ["a stray quote", 'time,value\n2025-01-01,1"2"\n', "level.csv:2: a quote stands where none may stand"],
  ])("names file and line of %s", async (_name, text, message) => {
    await expect(play({ "level.csv": text }, [level])).rejects.toMatchObject({ code: "recording-invalid" });
    await expect(play({ "level.csv": text }, [level])).rejects.toThrow(message);
  });

  it("reads a time that the clock showed twice by the order of the file, and refuses one it skipped", () => {
    const read = timeReader("Europe/Amsterdam");
    const times = ["2025-10-26 01:30", "2025-10-26 02:00", "2025-10-26 02:30", "2025-10-26 02:00", "2025-10-26 02:30"];
    const read5 = times
      .map((text) => read(text))
      .map((time) => (time.ok ? new Date(time.at).toISOString().slice(11, 16) : "-"));
    expect(read5).toEqual(["23:30", "00:00", "00:30", "01:00", "01:30"]);
    expect(timeReader("Europe/Amsterdam")("2025-03-30 02:30")).toEqual({ ok: false, problem: "skipped" });
  });

  it("reads back any CSV in any chunking", () => {
    const field = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", " ", "é"), maxLength: 6 });
    const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(records, fc.integer({ min: 1, max: 9 }), fc.boolean(), (written, size, closed) => {
        const quoted = written.map((fields) => fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(","));
        const text = quoted.join("\r\n") + (closed ? "\r\n" : "");
        const reader = new CsvReader("any.csv");
        const read = [];
        for (let at = 0; at < text.length; at += size) read.push(...reader.push(text.slice(at, at + size)));
        read.push(...reader.end());
        expect(read.map(({ fields }) => fields)).toEqual(written);
      }),
    );
  });
});
