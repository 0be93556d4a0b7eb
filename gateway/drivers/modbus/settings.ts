import { z } from "zod";
import { mistaken } from "../../../core/config/explain.ts";
import { duration, field } from "../../../core/config/fields.ts";
import { didYouMean } from "../../../core/config/suggest.ts";
import type { DurationMs } from "../../../core/time.ts";
import type { Expectation } from "../../../rules/engine/schema.ts";
import type { MetricDef } from "../driver.ts";
import type { RegisterMap, RegisterPoint, Setting } from "./map.ts";

/** Settings change when somebody changes them: often enough to notice it within a minute, seldom enough to cost no reads. */
const readEvery: DurationMs = 60_000;

/** The point under which a setting is read: `communicationLossTime` is `communication-loss-time`. */
export function pointOf(setting: string): string {
  return setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The values of a setting as the device counts them, by the words a site file uses. */
function worded(words: Readonly<Record<string, number>>) {
  const names = Object.keys(words);
  return field<number>(names.join(", "), (written) => {
    if (typeof written !== "string") return { message: mistaken(written) };
    const value = words[written];
    if (value !== undefined && Object.hasOwn(words, written)) return { value };
    const hint = didYouMean(written, names);
    return { message: `\`${written}\` is not one of the choices`, ...(hint === undefined ? {} : { hint }) };
  });
}

const seconds = duration.transform((ms) => ms / 1000);

/** Reads what a site file expects of a setting, as a number in the unit of its point. */
export function expectationSchema({ words }: Setting): z.ZodType<number> {
  return words === undefined ? seconds : worded(words);
}

/** The settings a site file names, each with the point it is read from and the value it must have. */
export function expected(
  map: RegisterMap,
  written: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly point: RegisterPoint; readonly expects: Expectation }[] {
  return Object.entries(written).flatMap(([setting, value]) => {
    const known = map.settings?.[setting];
    const read = known === undefined ? undefined : expectationSchema(known).safeParse(value);
    if (known === undefined || read?.success !== true) return [];
    const { point, words } = known;
    const expects = { setting, value: read.data, ...(words === undefined ? {} : { words }) };
    return [{ name: pointOf(setting), point, expects }];
  });
}

/** What the rest of the gateway is told of the settings that are read back. */
export function settingMetrics(map: RegisterMap, written: Readonly<Record<string, unknown>>): MetricDef[] {
  return expected(map, written).map(({ name, point, expects }) => ({
    name,
    unit: point.unit ?? "1",
    type: "number",
    writable: false,
    every: readEvery,
    expects,
    source: map.source,
  }));
}

/** What may stand under `expects` of a device; which settings there are, its map says. */
export const expectsShape = z.record(z.string(), z.unknown().describe("one of the setting's words, or a duration"));
