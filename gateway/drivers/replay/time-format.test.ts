import { describe, expect, it } from "vitest";
import { readIso, timeFormat } from "./time-format.ts";

const wall = (format: string, text: string): string | undefined => {
  const written = timeFormat(format)?.(text);
  return written === undefined ? undefined : new Date(written.wall - (written.offset ?? 0)).toISOString();
};

describe("formats of times", () => {
  it.each([
    ["dd/MM/yyyy HH.mm.ss", "10/03/2004 18.00.00", "2004-03-10T18:00:00.000Z"],
    ["yyyy M d H", "2013 3 1 0", "2013-03-01T00:00:00.000Z"],
    ["dd/MM/yy HH", "06/01/14 00", "2014-01-06T00:00:00.000Z"],
    ["dd/MM/yy", "31/12/99", "1999-12-31T00:00:00.000Z"],
    ["M/d/yyyy H:mm", "8/28/2007 0:05", "2007-08-28T00:05:00.000Z"],
    ["M/d/yyyy h:mm a", "8/28/2007 12:05 AM", "2007-08-28T00:05:00.000Z"],
    ["M/d/yyyy h:mm a", "8/28/2007 12:05 pm", "2007-08-28T12:05:00.000Z"],
    ["dd-MMM-yyyy HH:mm:ss", "28-Apr-2025 12:03:00", "2025-04-28T12:03:00.000Z"],
    ["yyyyMMdd HH", "20250131 24", "2025-02-01T00:00:00.000Z"],
    ["yyyy-MM-ddTHH:mm:ss.SSSXXX", "2025-01-01T00:00:00.1234+01:00", "2024-12-31T23:00:00.123Z"],
    ["unix", "1597000000.5", "2020-08-09T19:06:40.500Z"],
    ["unix-ms", "1597000000500", "2020-08-09T19:06:40.500Z"],
  ])("reads %s: %s", (format, text, expected) => {
    expect(wall(format, text)).toBe(expected);
  });

  it.each([
    ["dd/MM/yyyy", "29/02/2025"],
    ["dd/MM/yyyy", "3/2/2025"],
    ["dd/MM/yyyy", "10/13/2025"],
    ["dd.MM.yyyy", "10x03x2025"],
    ["yyyy M d H", "2013 3 1 25"],
    ["yyyy M d h a", "2013 3 1 0 am"],
    ["dd/MM/yyyy", " 01/02/2025"],
    ["yyyyMMdd HH:mm", "20250131 24:01"],
    ["unix", "-1"],
    ["unix", "soon"],
  ])("%s does not read %s", (format, text) => {
    expect(wall(format, text)).toBeUndefined();
  });

  it.each(["", "HH:mm", "dd/mm/yyyy", "dd/MM/yyyy hh:mm", "YYYY-MM-DD", "dd/MM/yyyy d", "yyyy-MM-dd Q", "yyyyy-MM-dd"])(
    "`%s` is no format",
    (format) => {
      expect(timeFormat(format)).toBeUndefined();
    },
  );

  it("reads ISO 8601 with parts missing, and midnight at the end of a day", () => {
    const read = ["2025-02-28", "2025-02-28 12:00", "2025-02-28T24:00", "2025-02-28T12:00:00.5 Z"].map(readIso);
    expect(read.map((written) => new Date(written?.wall ?? 0).toISOString().slice(5, 21))).toEqual([
      "02-28T00:00:00.0",
      "02-28T12:00:00.0",
      "03-01T00:00:00.0",
      "02-28T12:00:00.5",
    ]);
  });
});
