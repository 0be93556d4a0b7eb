import { localPathOf } from "../../core/ids.ts";
import { margin } from "../../core/margin.ts";
import type { Quality } from "../../core/quality.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { RangeEvent } from "../../core/wire/events.ts";
import type { DeskState, SiteView } from "./desk.ts";

/** Which variables are asked for; what is left out is not asked. */
export interface VariablesAsked {
  readonly site?: string | undefined;
  readonly commons?: string | undefined;
  readonly quality?: Quality | undefined;
  readonly limit: number;
  /** `site/device/variable` of the last one that is known already. */
  readonly after?: string | undefined;
}

/** One variable as it stands: what it is, what was last heard of it, and how much room it has. */
export type VariableNow = ReturnType<typeof variableNow>;

/** Every variable that is asked for, by site, device and variable. */
export function variablesOf({ sites }: DeskState, asked: VariablesAsked, now: EpochMs): readonly VariableNow[] {
  return [...sites.values()]
    .filter(({ site }) => asked.site === undefined || site === asked.site)
    .flatMap((view) => (view.definition?.variables ?? []).map((defined) => variableNow(view, defined, now)))
    .filter(({ commons }) => asked.commons === undefined || commons === asked.commons)
    .filter(({ quality }) => asked.quality === undefined || quality === asked.quality)
    .map((variable) => ({ key: `${variable.site}/${localPathOf(variable)}`, variable }))
    .filter(({ key }) => asked.after === undefined || key > asked.after)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, asked.limit)
    .map(({ variable }) => variable);
}

function variableNow(view: SiteView, defined: Definition["variables"][number], now: EpochMs) {
  const { device, variable, name = null, unit, commons } = defined;
  const path = localPathOf(defined);
  const heard = view.values.get(path);
  const range = view.ranges.get(path);
  const value = heard?.value ?? null;
  return {
    site: view.site,
    device,
    variable,
    name,
    unit,
    commons,
    value,
    quality: heard?.quality ?? null,
    reasons: heard?.reasons ?? [],
    measuredAt: heard?.measuredAt ?? null,
    age: heard === undefined ? null : Math.max(0, now - heard.measuredAt),
    range: range === undefined ? null : rangeOf(range),
    margin: range === undefined || value === null ? null : margin(value, range),
  };
}

function rangeOf({ viableLow, viableHigh, healthyLow, healthyHigh, target, version }: RangeEvent) {
  return { viableLow, viableHigh, healthyLow, healthyHigh, target, version };
}

/** What is known of a variable besides its readings; unit and name are unknown until its site has told them. */
export function described(
  { sites }: DeskState,
  { site, device, variable }: { readonly site: string; readonly device: string; readonly variable: string },
): { readonly unit: string; readonly name: string | null } {
  const found = sites
    .get(site)
    ?.definition?.variables.find((one) => one.device === device && one.variable === variable);
  return { unit: found?.unit ?? "", name: found?.name ?? null };
}
