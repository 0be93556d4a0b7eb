import { describe, expect, it } from "vitest";
import type { RecordedFile, RecordedRow } from "./row-parser.ts";
import { recordedRows } from "./rows.ts";

const level: RecordedFile = {
  file: "level.csv",
  time: { column: ["time"], zone: "UTC" },
  separator: ",",
  decimal: ".",
  noData: [],
  badRows: "stop",
  columns: { value: "gauge/level" },
};

async function play(
  contents: Readonly<Record<string, string>>,
  files: readonly RecordedFile[],
  skipped: string[] = [],
): Promise<RecordedRow[]> {
  const rows: RecordedRow[] = [];
  const read = async function* (file: string) {
    for (const piece of contents[file]?.match(/[\s\S]{1,7}/g) ?? []) yield Buffer.from(piece);
  };
  for await (const row of recordedRows(files, read, (place) => skipped.push(place))) rows.push(row);
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
    ["headings and nothing else", "time,value\n", "level.csv: no row to play below the headings"],
    ["a hex number", "time,value\n2025-01-01,0x10\n", "level.csv:2: `0x10` in column `value` is no number"],
    ["infinity", "time,value\n2025-01-01,1e999\n", "level.csv:2: `1e999` in column `value` is no number"],
    ["a row too long", "time,value\n2025-01-01,1,2\n", "level.csv:2: 3 fields; expected 2"],
    [
      "a moment twice",
      "time,value\n2025-01-01,1\n2025-01-01,2\n",
      "level.csv:3: 2025-01-01 is the time of the row above too",
    ],
    ["a column twice", "time,value,value\n", "level.csv:1: more than one column `value`"],
    ["a day that is not", "time,value\n2025-02-29,1\n", "level.csv:2: `2025-02-29` is no time"],
    ["a time before 1970", "time,value\n1925-06-01,1\n", "level.csv:2: 1925-06-01 is outside the years 1970 to 2261"],
    ["a time too late to store", "time,value\n9999-01-01,1\n", "level.csv:2: 9999-01-01 is outside the years"],
    ["a row too short", "time,value\n\n2025-01-01\n", "level.csv:3: 1 fields; expected 2"],
    ["time going back", "time,value\n2025-01-02,1\n2025-01-01,1\n", "level.csv:3: 2025-01-01 is before the row above"],
    ["an open quote", 'time,value\n"2025-01-01,1\n', "level.csv:2: a quote is opened here and never closed"],
    ["a stray quote", 'time,value\n2025-01-01,1"2"\n', "level.csv:2: a quote stands where none may stand"],
  ])("names file and line of %s", async (_name, text, message) => {
    await expect(play({ "level.csv": text }, [level])).rejects.toMatchObject({ code: "recording-invalid" });
    await expect(play({ "level.csv": text }, [level])).rejects.toThrow(message);
  });

  it("plays files one after another as the same variable", async () => {
    const files = ["level.csv", "later.csv"].map((file) => ({ ...level, file }));
    const rows = await play(
      { "later.csv": "time,value\n2025-01-02,2\n", "level.csv": "time,value\n2025-01-01,1\n" },
      files,
    );
    expect(brief(rows)).toEqual([
      ["2025-01-01T00:00", "gauge/level=1"],
      ["2025-01-02T00:00", "gauge/level=2"],
    ]);
  });

  it("takes no second value of a moment from another file", async () => {
    const texts = {
      "level.csv": "time,value\n2025-01-01,1\n",
      "again.csv": "time,value\n2025-01-01,2\n2025-01-02,3\n",
    };
    const again = { ...level, file: "again.csv" };
    const problem = "again.csv:2: level.csv has a row of `gauge/level` at this time too";
    await expect(play(texts, [level, again])).rejects.toThrow(problem);
    const skipped: string[] = [];
    const rows = await play(texts, [level, { ...again, badRows: "skip" }], skipped);
    expect(rows.map(({ samples }) => samples.map(({ sample }) => sample.value))).toEqual([[1], [3]]);
    expect(skipped).toEqual([problem]);
  });

  it("passes over rows that cannot be read where the map says so, and tells each of them", async () => {
    const text = "time,value\n2025-01-01,1\n2025-01-02,broken\nnever,3\n2025-01-01,4\n2025-01-05,5\n";
    const skipped: string[] = [];
    const rows = await play({ "level.csv": text }, [{ ...level, badRows: "skip" }], skipped);
    expect(brief(rows).map(([, value]) => value)).toEqual(["gauge/level=1", "gauge/level=5"]);
    expect(skipped.map((place) => place.slice(0, 20))).toEqual([
      "level.csv:3: `broken",
      "level.csv:4: `never`",
      "level.csv:5: 2025-01",
    ]);
  });

  it("is no success when every row is passed over, and says why the first was", async () => {
    const played = play({ "level.csv": "time,value\nnever,1\n" }, [{ ...level, badRows: "skip" }]);
    await expect(played).rejects.toThrow(
      "level.csv: no row to play below the headings; the first that was passed over: level.csv:2",
    );
  });

  it("reads a spreadsheet's export: date and time apart, decimal commas, codes for no data, trailing blanks", async () => {
    const text =
      "\ufeffDate;Time; CO ;Flag;;\r\n10/03/2004;18.00.00;2,6;x;;\r\n10/03/2004;19.00.00;-200;;;\r\n;;;;;\r\n";
    const time = { column: ["Date", "Time"], format: "dd/MM/yyyy HH.mm.ss", zone: "Etc/GMT-1" };
    const file: RecordedFile = {
      ...level,
      time,
      separator: ";",
      decimal: ",",
      noData: [-200],
      columns: { CO: "street/co" },
    };
    expect(brief(await play({ "level.csv": text }, [file]))).toEqual([
      ["2004-03-10T17:00", "street/co=2.6"],
      ["2004-03-10T18:00", "street/co=null"],
    ]);
  });

  it("does not take a row that was cut off for one with blanks at its end", async () => {
    await expect(play({ "level.csv": "time,value,flag,\n2025-01-01,1\n" }, [level])).rejects.toThrow(":2: 2 fields");
  });
});
