import { readFileSync, writeSync } from "node:fs";
import type { Interval } from "../../../core/intervals.ts";

/** What a program under test says on stdout, a line each, at the moment (`saidAt`, epoch ms) it was told so itself. */
export type Report = Said & { readonly saidAt: number };

type Said =
  | { readonly is: "boot"; readonly boot: string }
  /** All numbers up to these were called durable. */
  | { readonly is: "durable"; readonly boot: string; readonly readings: number; readonly events: number }
  /** An ingest is about to say that it has these, so that the spool need not keep them. */
  | { readonly is: "stored"; readonly boot: string; readonly readings: Interval; readonly events: Interval }
  /** The engine's snapshot with this mark was called saved. */
  | { readonly is: "engine"; readonly mark: number }
  | { readonly is: "bdseq"; readonly number: number }
  | { readonly is: "trouble"; readonly what: string }
  | { readonly is: "closed" };

/** Says it before anything else can happen. */
export function report(what: Said): void {
  writeSync(1, `${JSON.stringify({ ...what, saidAt: performance.timeOrigin + performance.now() })}\n`);
}

/** The orders this program was started with. */
export function orders<T>(): T {
  return JSON.parse(process.argv[2] ?? "{}") as T;
}

/** Waits, with everything loaded, until the test closes stdin. */
export function waitForStart(): void {
  readFileSync(0);
}
