import { z } from "zod";
import type { RangeEvent, WireEvent } from "../../core/wire/events.ts";
import type { DeskInput } from "./desk.ts";
import { type Ask, bodyOf, quoted } from "./why.ts";

const mostEvents = 100;
const bound = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

const rangeRow = z.object({
  time: z.number(),
  site: z.string(),
  device: z.string(),
  variable: z.string(),
  viable_low: bound,
  viable_high: bound,
  healthy_low: bound,
  healthy_high: bound,
  target: bound,
  version: z.string(),
});

/** What a desk that was just set up finds in the store: the ranges in force, the last alarms and decisions of each site. */
export async function recall(region: string, ask: Ask): Promise<readonly DeskInput[]> {
  const where = `WHERE region = ${quoted(region)}`;
  const events = new Map<string, WireEvent[]>();
  const note = (site: string, event: WireEvent): void => void events.set(site, [...(events.get(site) ?? []), event]);
  const bounds = "viable_low, viable_high, healthy_low, healthy_high, target, version";
  const last = `GROUP BY site, device, variable ORDER BY time DESC LIMIT 1`;
  for (const row of await ask(`SELECT ${bounds} FROM range ${where} ${last}`)) {
    const parsed = rangeRow.safeParse(row);
    if (parsed.success) note(parsed.data.site, rangeOf(parsed.data));
  }
  const told = `GROUP BY site, commons ORDER BY time DESC LIMIT 1`;
  for (const row of await ask(`SELECT body FROM viability ${where} ${told}`)) {
    const event = bodyOf(row);
    if (event !== undefined) note(String(row["site"]), event);
  }
  for (const measurement of ["alarm", "decision"]) {
    const newest = `GROUP BY site ORDER BY time DESC LIMIT ${mostEvents}`;
    for (const row of await ask(`SELECT body FROM ${measurement} ${where} ${newest}`)) {
      const event = bodyOf(row);
      if (event !== undefined) note(String(row["site"]), event);
    }
  }
  return [...events].map(([site, list]) => ({ kind: "recalled", site, events: list }));
}

/** The range that a stored row carries; undefined where it is none. */
export function rangeIn(row: Readonly<Record<string, unknown>>): RangeEvent | undefined {
  const parsed = rangeRow.safeParse(row);
  return parsed.success ? rangeOf(parsed.data) : undefined;
}

function rangeOf(row: z.infer<typeof rangeRow>): RangeEvent {
  return {
    kind: "range",
    id: `stored.${row.device}.${row.variable}`,
    at: row.time,
    device: row.device,
    variable: row.variable,
    viableLow: row.viable_low,
    viableHigh: row.viable_high,
    healthyLow: row.healthy_low,
    healthyHigh: row.healthy_high,
    target: row.target,
    version: row.version,
  };
}
