import { checkShape, locate, type Opened, openConfig, type Problem } from "../../core/config/check.ts";
import { type Fault, fileFault, sortFaults } from "../../core/config/fault.ts";
import { besideFile } from "../../core/config/paths.ts";
import type { ReadText } from "../../core/config/reader.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { CurvePoint } from "../../rules/engine/schema.ts";
import type { Driver } from "../drivers/driver.ts";
import { alarmLimitChecks } from "./checks/alarm-limits.ts";
import { conditionChecks } from "./checks/conditions.ts";
import { curveChecks } from "./checks/curves.ts";
import { cycleChecks } from "./checks/cycles.ts";
import { deadlineChecks } from "./checks/deadlines.ts";
import { dispatchChecks } from "./checks/dispatch.ts";
import { driveChecks } from "./checks/drives.ts";
import { limitChecks } from "./checks/limits.ts";
import { referenceChecks } from "./checks/references.ts";
import { registerChecks } from "./checks/registers.ts";
import { rivalChecks } from "./checks/rivals.ts";
import { setpointChecks } from "./checks/setpoints.ts";
import { sharingChecks } from "./checks/sharing.ts";
import { simulatedChecks } from "./checks/simulated.ts";
import { suppressionChecks } from "./checks/suppression.ts";
import { unitChecks } from "./checks/units.ts";
import { ventilationChecks } from "./checks/ventilation.ts";
import { watchdogChecks } from "./checks/watchdog.ts";
import { siteWiring, type Wiring } from "./checks/wiring.ts";
import { readCurve } from "./curve.ts";
import { withNamedFiles } from "./named-files.ts";
import { type SiteConfig, siteSchema } from "./schema.ts";

/** What loading a site needs from outside: how to read a file, and the drivers there are. */
export interface LoadTools {
  readonly read: ReadText;
  readonly drivers: readonly Driver[];
}

/** Every semantic check of a wiring; used for sites and replays alike. */
export function wiringProblems(wiring: Wiring): readonly Problem[] {
  const checks = [
    ...referenceChecks,
    ...registerChecks,
    ...simulatedChecks,
    ...limitChecks,
    ...alarmLimitChecks,
    ...suppressionChecks,
    ...unitChecks,
    ...cycleChecks,
    ...deadlineChecks,
    ...conditionChecks,
    ...curveChecks,
    ...driveChecks,
    ...setpointChecks,
    ...sharingChecks,
    ...dispatchChecks,
    ...rivalChecks,
    ...ventilationChecks,
    ...watchdogChecks,
  ];
  return checks.flatMap((check) => check(wiring));
}

interface Curves {
  readonly curves: Readonly<Record<string, readonly CurvePoint[]>>;
  readonly faults: readonly Fault[];
}

function readCurves(opened: Opened, wiring: Wiring, read: ReadText): Curves {
  const curves: Record<string, readonly CurvePoint[]> = {};
  const faults: Fault[] = [];
  for (const [name, actuator] of wiring.actuators.sound) {
    if (actuator.form !== "speed" || actuator.curve === undefined) continue;
    const file = besideFile(opened.source.file, actuator.curve);
    const path = ["actuators", name, "curve"];
    const text = read(file);
    if (!text.ok) {
      faults.push(locate(opened, { path, note: { message: `${file} cannot be read: ${text.error}` } }));
      continue;
    }
    const curve = readCurve(text.value);
    curves[name] = curve.points;
    for (const { line, message } of curve.faults) faults.push({ ...fileFault(file, { message }), line });
  }
  return { curves, faults };
}

/** Checks the text of a site file, reading only the files it names. */
export function checkSite(file: string, text: string, tools: LoadTools): Result<SiteConfig, readonly Fault[]> {
  const written = openConfig(file, text);
  if (written.opened === undefined) return err(written.faults);
  const named = withNamedFiles(written.opened, tools);
  const faults = [...written.faults, ...named.faults];
  // What a device lacks because its file is faulty says nothing.
  if (named.faults.length > 0) return err(sortFaults(faults));
  const { opened } = named;
  const shape = checkShape(opened, siteSchema(tools.drivers));
  const wiring = siteWiring(opened.plain, tools.drivers);
  const problems = wiringProblems(wiring).map((problem) => locate(opened, problem));
  const curves = readCurves(opened, wiring, tools.read);
  const all = [...faults, ...shape.faults, ...problems, ...curves.faults];
  if (all.length > 0 || shape.value === undefined) return err(sortFaults(all));
  const { site, variables, actuators, interlocks, charter } = shape.value;
  const engine = {
    region: site.region,
    site: site.id,
    timeZone: site.timeZone,
    commons: site.commons,
    points: Object.fromEntries(wiring.points),
    variables,
    actuators,
    curves: curves.curves,
    interlocks,
    charter,
  };
  return ok({ path: file, file: shape.value, engine });
}

/** Loads a site file; `check`, `gateway` and `up` all come through here. Touches no device and no network. */
export function loadSite(file: string, tools: LoadTools): Result<SiteConfig, readonly Fault[]> {
  const text = tools.read(file);
  return text.ok ? checkSite(file, text.value, tools) : err([fileFault(file, { message: text.error })]);
}
