import type { z } from "zod";
import { childProcesses } from "../../../../core/io/process.ts";
import type { IoClock } from "../../../../core/ports/clock.ts";
import { duckdbOptionsSchema } from "../options.ts";
import { type DuckdbEvents, DuckdbStore } from "../store.ts";

/** The embedded store with a real child process, which starts when the store is opened. */
export function openDuckdb(
  options: z.input<typeof duckdbOptionsSchema>,
  clock: IoClock,
  events: DuckdbEvents = {},
): DuckdbStore {
  const module = new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url);
  const argument = JSON.stringify(duckdbOptionsSchema.parse(options));
  return new DuckdbStore({ processes: childProcesses({ module, arguments: [argument] }), clock }, events);
}
