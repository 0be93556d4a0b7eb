import { describe, expect, test } from "vitest";
import { readCurve } from "./curve.ts";

const header = "head_m,speed_percent,discharge_m3s";

describe("a pump curve", () => {
  test("is sorted by speed, then head", () => {
    const { points, faults } = readCurve(`${header}\r\n2,100,0.4\r\n1,100,0.5\r\n1,65,0.3\r\n2,65,0.1\r\n`);
    expect(faults).toEqual([]);
    expect(points.map(({ speed, head }) => [speed, head])).toEqual([
      [65, 1],
      [65, 2],
      [100, 1],
      [100, 2],
    ]);
  });

  test.each([
    ["a wrong header", "head,speed\n1,2\n", 1],
    ["a line that is not three numbers", `${header}\n1,100,0.5\n2,100\n`, 3],
    ["an empty cell", `${header}\n1,,0.5\n`, 2],
    ["a speed with one head only", `${header}\n1,100,0.5\n`, 1],
    ["a head twice", `${header}\n1,100,0.5\n1,100,0.4\n`, 1],
    ["nothing", `${header}\n`, 1],
  ])("%s is a fault with its line", (_, text, line) => {
    expect(readCurve(text).faults[0]?.line).toBe(line);
  });
});
