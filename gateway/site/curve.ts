import type { CurvePoint } from "../../rules/engine/schema.ts";

/** The columns of a pump curve file. */
export const curveColumns = ["head_m", "speed_percent", "discharge_m3s"] as const;

/** A fault in a curve file: line and column from 1. */
export interface CurveFault {
  readonly line: number;
  readonly message: string;
}

function numbers(line: string): readonly number[] {
  return line.split(",").map((cell) => (cell.trim() === "" ? Number.NaN : Number(cell)));
}

function gridFault(points: readonly CurvePoint[]): string | undefined {
  const speeds = new Map<number, number>();
  for (const { speed } of points) speeds.set(speed, (speeds.get(speed) ?? 0) + 1);
  if ([...speeds.values()].some((count) => count < 2)) return "each speed needs at least two heads";
  return new Set(points.map(({ head, speed }) => `${head} ${speed}`)).size < points.length
    ? "a head stands twice under one speed"
    : undefined;
}

/** Reads a pump curve: lines of head, speed and discharge under their header, sorted by speed, then head. */
export function readCurve(text: string): {
  readonly points: readonly CurvePoint[];
  readonly faults: readonly CurveFault[];
} {
  const lines = text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
  if (lines[0] !== curveColumns.join(",")) {
    return { points: [], faults: [{ line: 1, message: `the header must be ${curveColumns.join(",")}` }] };
  }
  const points: CurvePoint[] = [];
  const faults: CurveFault[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const [head = Number.NaN, speed = Number.NaN, discharge = Number.NaN, ...rest] = numbers(line);
    const sound = rest.length === 0 && [head, speed, discharge].every(Number.isFinite);
    if (sound && speed > 0 && discharge >= 0) points.push({ head, speed, discharge });
    else faults.push({ line: index + 2, message: `\`${line}\` is not head, speed above 0 and discharge from 0` });
  }
  const grid = faults.length === 0 ? gridFault(points) : undefined;
  if (grid !== undefined || points.length === 0) faults.push({ line: 1, message: grid ?? "there are no points" });
  points.sort((a, b) => a.speed - b.speed || a.head - b.head);
  return { points, faults };
}
