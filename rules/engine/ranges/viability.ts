import { type ViabilityEvent, worstMargins } from "../../../core/wire/events.ts";
import { type Engine, nextId, nextMinute, wake } from "../state.ts";
import { marginNow } from "./ranges.ts";

interface Judged {
  readonly path: string;
  /** NaN where nothing is known of the variable. */
  readonly margin: number;
}

/** Tells every minute, on the minute, how far the site is inside its agreed ranges, for each commons by itself. */
export function tellViability(engine: Engine): void {
  const { compiled, now } = engine;
  if (compiled.ranges.length === 0) return;
  // A clock that went back does not keep the next minute waiting.
  const due = Math.min(engine.viabilityAt, nextMinute(now));
  engine.viabilityAt = now < due ? due : nextMinute(now);
  wake(engine, engine.viabilityAt);
  if (now < due) return;
  const byCommons = new Map<string, Judged[]>();
  for (const [index, { commons, variable }] of compiled.ranges.entries()) {
    const judged = { path: compiled.paths[variable] ?? "", margin: marginNow(engine, index) };
    const list = byCommons.get(commons);
    if (list === undefined) byCommons.set(commons, [judged]);
    else list.push(judged);
  }
  for (const [commons, judged] of byCommons) {
    engine.out.viability.push({ kind: "viability", at: now, id: nextId(engine), commons, ...summary(judged) });
  }
}

function summary(judged: readonly Judged[]): Pick<ViabilityEvent, "variables" | "outside" | "unknown" | "worst"> {
  const known = judged.filter(({ margin }) => !Number.isNaN(margin));
  const worst = known.toSorted((a, b) => a.margin - b.margin).slice(0, worstMargins);
  return {
    variables: judged.length,
    outside: known.filter(({ margin }) => margin < 0).length,
    unknown: judged.length - known.length,
    worst: worst.map(({ path, margin }) => {
      const [device = "", variable = ""] = path.split("/");
      return { device, variable, margin };
    }),
  };
}
