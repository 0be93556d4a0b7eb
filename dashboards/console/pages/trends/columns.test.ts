import { describe, expect, it } from "vitest";
import { drawn, newer, readingAt, runsOf, type Series } from "./columns.ts";

const place = { site: "polder", device: "site", variable: "level" };

function readings(rows: readonly (readonly [number, number | null, number | null])[]): Series {
  const value = rows.map(([, one]) => one);
  const time = rows.map(([at]) => at);
  const quality = rows.map(([, , code]) => code);
  return { ...place, form: "readings", width: null, time, min: value, max: value, mean: value, quality };
}

function buckets(width: number, rows: readonly (number | null)[]): Series {
  const time = rows.map((_, at) => at * width);
  const quality = rows.map((one) => (one === null ? null : 192));
  const shift = (by: number) => rows.map((one) => (one === null ? null : one + by));
  return { ...place, form: "buckets", width, time, min: shift(-1), max: shift(1), mean: rows, quality };
}

describe("what is drawn", () => {
  it("is broken where a value was bad", () => {
    expect(
      drawn(
        readings([
          [0, 1, 192],
          [10, null, 0],
          [20, 3, 192],
        ]),
        [],
        60,
      ).mean,
    ).toEqual([1, null, 3]);
  });

  it("is broken where nothing came for longer than a value may be held, and only there", () => {
    const { time, mean } = drawn(
      readings([
        [0, 1, 192],
        [50, 2, 192],
        [500, 3, 192],
      ]),
      [],
      60,
    );
    expect(time).toEqual([0, 50, 110, 500]);
    expect(mean).toEqual([1, 2, null, 3]);
  });

  it("goes on over empty buckets of a value that is sent seldom", () => {
    expect(drawn(buckets(10, [5, null, null, 6]), [], 60).mean).toEqual([5, undefined, undefined, 6]);
  });

  it("keeps a long hole in buckets open", () => {
    const holes = Array.from({ length: 12 }, () => null);
    const { mean } = drawn(buckets(10, [5, ...holes, 6]), [], 60);
    expect(mean.filter((one) => one === null).length).toBe(6);
    expect([mean[0], mean.at(-1)]).toEqual([5, 6]);
  });

  it("has the least and the greatest of every bucket", () => {
    const { min, max } = drawn(buckets(10, [5, 7]), [], 60);
    expect([min, max]).toEqual([
      [4, 6],
      [6, 8],
    ]);
  });

  it("goes on with what came over the stream since", () => {
    const series = buckets(10, [5, 6]);
    const tail = [
      { at: 15, value: 9 },
      { at: 25, value: 7 },
    ];
    expect(newer(series, tail)).toEqual([{ at: 25, value: 7 }]);
    expect(drawn(series, tail, 60)).toMatchObject({ time: [0, 10, 25], mean: [5, 6, 7], min: [4, 5, 7] });
  });

  it("is nothing where nothing was stored", () => {
    expect(drawn(readings([]), [], 60)).toEqual({ time: [], mean: [], min: [], max: [] });
  });
});

it("the times in which a variable was uncertain or bad are told, joined where they touch", () => {
  const series = readings([
    [0, 1, 192],
    [10, 1, 64],
    [20, 2, 64],
    [30, null, 0],
    [40, 1, 192],
    [50, 1, 64],
  ]);
  expect(runsOf(series, 60)).toEqual([
    { quality: "uncertain", from: 10, to: 30 },
    { quality: "bad", from: 30, to: 40 },
    { quality: "uncertain", from: 50, to: 60 },
  ]);
});

it.each([
  [-1, undefined],
  [0, 1],
  [19, 1],
  [20, 2],
  [900, 2],
])("at %d stood %s", (at, value) => {
  expect(
    readingAt(
      readings([
        [0, 1, 192],
        [20, 2, 64],
      ]),
      at,
    )?.mean,
  ).toBe(value);
});
