import { z } from "zod";
import { checkShape, locate, openConfig, type Problem } from "../../core/config/check.ts";
import { mistaken } from "../../core/config/explain.ts";
import { type Fault, fileFault, sortFaults } from "../../core/config/fault.ts";
import { field, id, positiveDuration } from "../../core/config/fields.ts";
import type { ReadText } from "../../core/config/reader.ts";
import { didYouMean } from "../../core/config/suggest.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { type DurationMs, type EpochMs, parseDuration, parseMoment } from "../../core/time.ts";
import { faultKinds } from "../../simulators/devices/faults.ts";
import type { BreakableDevice } from "../../simulators/worlds/world.ts";

/** A moment of the script: so long after its beginning, or by the clock. */
type Moment = { readonly after: DurationMs } | { readonly at: EpochMs };

const moment = field<Moment>("a duration since the beginning (`90min`), or a time with its offset", (value) => {
  if (typeof value !== "string") return { message: mistaken(value) };
  const after = parseDuration(value);
  if (after !== undefined) return { value: { after } };
  const at = parseMoment(value);
  return at === undefined ? { message: `\`${value}\` is neither a duration nor a time` } : { value: { at } };
});

/** One thing that goes wrong. */
const scriptedFault = z.strictObject({
  at: moment.describe("when it begins"),
  site: id.describe("where"),
  device: id.describe("what breaks"),
  kind: z.enum(faultKinds).describe("how"),
  for: positiveDuration.optional().describe("how long; to the end without it"),
  amount: z.number().optional().describe("how much, where the kind has a measure: m, ppm, kW, a share"),
});

/** What goes wrong in the simulated sites while `up --speed max` lives them. */
export const faultScriptSchema = z.strictObject({
  homeostat: z.literal(1).describe("version of this language"),
  kind: z.literal("faults").describe("what this file is"),
  faults: z.array(scriptedFault).min(1).describe("in any order"),
});
export type FaultScript = z.infer<typeof faultScriptSchema>;

/** A site that can be broken: the devices of its simulated world. */
export interface BreakableSite {
  readonly site: string;
  readonly devices: readonly BreakableDevice[];
}

function unknown(path: readonly string[], message: string, names: { word: string; known: readonly string[] }): Problem {
  const hint = didYouMean(names.word, names.known);
  const note = { message, expected: names.known.join(", ") };
  return { path, note: hint === undefined ? note : { ...note, hint } };
}

/** Whether what breaks is there, and can break in this way. */
function problemsOf({ faults }: FaultScript, sites: readonly BreakableSite[]): readonly Problem[] {
  return faults.flatMap(({ site, device, kind }, index): Problem[] => {
    const at = (key: string) => ["faults", String(index), key];
    const place = sites.find((known) => known.site === site);
    if (place === undefined) {
      const known = sites.map((one) => one.site);
      return [unknown(at("site"), `there is no simulated site \`${site}\``, { word: site, known })];
    }
    const found = place.devices.find((known) => known.device === device);
    if (found === undefined) {
      const known = place.devices.map((one) => one.device);
      return [unknown(at("device"), `\`${site}\` has no simulated device \`${device}\``, { word: device, known })];
    }
    if (found.faults.includes(kind)) return [];
    const note = { message: `\`${device}\` knows no fault \`${kind}\``, expected: found.faults.join(", ") };
    return [{ path: at("kind"), note }];
  });
}

/** Checks the text of a fault script against the simulated sites it is for; without sites its words alone. */
export function checkFaultScript(
  file: string,
  text: string,
  sites?: readonly BreakableSite[],
): Result<FaultScript, readonly Fault[]> {
  const { opened, faults } = openConfig(file, text);
  if (opened === undefined) return err(faults);
  const { value, faults: misshapen } = checkShape(opened, faultScriptSchema);
  const problems = value === undefined || sites === undefined ? [] : problemsOf(value, sites);
  const all = [...faults, ...misshapen, ...problems.map((problem) => locate(opened, problem))];
  return all.length > 0 || value === undefined ? err(sortFaults(all)) : ok(value);
}

/** Loads a fault script, as `checkFaultScript` does. */
export function loadFaultScript(
  file: string,
  read: ReadText,
  sites: readonly BreakableSite[],
): Result<FaultScript, readonly Fault[]> {
  const text = read(file);
  return text.ok ? checkFaultScript(file, text.value, sites) : err([fileFault(file, { message: text.error })]);
}

/** A fault with its moments by the clock. */
export interface DatedFault {
  readonly at: EpochMs;
  readonly site: string;
  readonly device: string;
  readonly kind: string;
  readonly until: EpochMs | undefined;
  readonly amount: number | undefined;
}

/** The faults of a script that begins at `start`. */
export function dated({ faults }: FaultScript, start: EpochMs): readonly DatedFault[] {
  return faults.map(({ at: moment, site, device, kind, for: lasts, amount }) => {
    const at = "at" in moment ? moment.at : start + moment.after;
    return { at, site, device, kind, until: lasts === undefined ? undefined : at + lasts, amount };
  });
}
