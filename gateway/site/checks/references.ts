import type { Problem } from "../../../core/config/check.ts";
import { splitLocalPath } from "../../../core/ids.ts";
import type { AlarmConfig } from "../../../rules/charter/alarm-schema.ts";
import { followingPoint } from "../../../rules/engine/alarms/following.ts";
import type { ActuatorConfig, DriveConfig, VariableConfig } from "../../../rules/engine/schema.ts";
import { dangling, listProblems, pathProblems, pointProblems } from "./names.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** Ids a device may not have: `site` is what the site works out itself, `node` carries the gateway's own metrics. */
const reserved: ReadonlySet<string> = new Set(["site", "node"]);

const devices: SiteCheck = ({ devices: { sound, names }, buses }) => {
  const problems: Problem[] = [];
  for (const name of names) {
    if (reserved.has(name))
      problems.push({ path: ["devices", name], on: "key", note: { message: `\`${name}\` is a reserved id` } });
  }
  for (const [name, device] of sound) {
    if (!buses.names.has(device.bus)) problems.push(dangling(["devices", name, "bus"], device.bus, "bus", buses.names));
  }
  return problems;
};

function derivationProblems(wiring: Wiring, name: string, { from }: VariableConfig): Problem[] {
  const at = ["variables", name, "from"];
  switch (from?.form) {
    case "pressure": {
      const temperature =
        from.temperature === undefined ? [] : pointProblems(wiring, [...at, "temperature"], from.temperature);
      return [...pointProblems(wiring, [...at, "pressure"], from.pressure), ...temperature];
    }
    case "current":
      return pointProblems(wiring, [...at, "current"], from.current);
    case "counter":
      return pointProblems(wiring, [...at, "counter"], from.counter);
    case "pumps": {
      const known = wiring.actuators.names;
      const pumps = listProblems({ path: [...at, "pumps"], names: from.pumps, what: "actuator", known });
      return [...pumps, ...pathProblems(wiring, [...at, "head"], from.head)];
    }
    case "meanOfQuarterHour":
      return pathProblems(wiring, [...at, "meanOfQuarterHour"], from.meanOfQuarterHour);
    case "mean":
      return pathProblems(wiring, [...at, "mean"], from.mean);
    case "maxOf":
      return pathsProblems(wiring, [...at, "maxOf"], from.maxOf);
    case "cel":
    case undefined:
      return [];
  }
}

/** A list of paths of which one is not known, or stands there twice. */
function pathsProblems(wiring: Wiring, at: readonly string[], paths: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return paths.flatMap((source, index): Problem[] => {
    const path = [...at, String(index)];
    const twice = seen.has(source);
    seen.add(source);
    if (twice) return [{ path, note: { message: `\`${source}\` stands in this list twice` } }];
    return pathProblems(wiring, path, source);
  });
}

function originProblems(wiring: Wiring, name: string, variable: VariableConfig): Problem[] {
  const path = ["variables", name];
  const device = splitLocalPath(name)?.device;
  if (device === undefined) return [];
  if (device !== "site" && !wiring.devices.names.has(device)) {
    return [{ ...dangling(path, device, "device", [...wiring.devices.names, "site"]), on: "key" }];
  }
  if (variable.from !== undefined && variable.sources !== undefined) {
    return [{ path: [...path, "sources"], on: "key", note: { message: "`from` and `sources` exclude each other" } }];
  }
  const worked = variable.from !== undefined || variable.sources !== undefined;
  if (worked || wiring.points.has(name) || (device !== "site" && !wiring.devices.sound.has(device))) return [];
  const hint = "give it `from` or `sources`, or the id of a point";
  return [{ path, on: "key", note: { message: `nothing measures \`${name}\``, hint } }];
}

const variables: SiteCheck = (wiring) =>
  [...wiring.variables.sound].flatMap(([name, variable]) => {
    const { commons } = wiring;
    const foreign = commons !== undefined && !commons.includes(variable.commons);
    const order = variable.sources?.order ?? [];
    const repeated = pathsProblems(wiring, ["variables", name, "sources", "order"], order);
    return [
      ...(foreign ? [dangling(["variables", name, "commons"], variable.commons, "commons of this site", commons)] : []),
      ...originProblems(wiring, name, variable),
      ...derivationProblems(wiring, name, variable),
      ...repeated,
    ];
  });

/** What the drive behind a pump must offer. Source: the shipped drive maps. */
const drivePoints = ["run", "setpoint", "running"] as const;

function driveProblems(wiring: Wiring, at: readonly string[], drive: DriveConfig): Problem[] {
  const problems: Problem[] = [];
  const device = wiring.devices.sound.get(drive.device);
  if (!wiring.devices.names.has(drive.device)) {
    problems.push(dangling([...at, "device"], drive.device, "device", wiring.devices.names));
  }
  const missing =
    device === undefined ? [] : drivePoints.filter((point) => !wiring.points.has(`${drive.device}/${point}`));
  if (missing.length > 0) {
    const note = { message: `\`${drive.device}\` has no point ${missing.join(", ")}`, expected: "a drive" };
    problems.push({ path: [...at, "device"], note });
  }
  if (drive.selector !== undefined) problems.push(...pointProblems(wiring, [...at, "selector"], drive.selector));
  if (drive.warn !== undefined) problems.push(...contactProblems(wiring, [...at, "warn", "output"], drive.warn.output));
  return problems;
}

/** A problem when a name is not an actuator of the form `output`. */
function contactProblems(wiring: Wiring, at: readonly string[], name: string): Problem[] {
  const actuator = wiring.actuators.sound.get(name);
  if (!wiring.actuators.names.has(name)) return [dangling(at, name, "actuator", wiring.actuators.names)];
  if (actuator === undefined || actuator.form === "output") return [];
  return [{ path: at, note: { message: `\`${name}\` is no contact`, expected: "an actuator with `output`" } }];
}

function outputProblems(wiring: Wiring, at: readonly string[], actuator: ActuatorConfig): Problem[] {
  if (actuator.form === "speed") return driveProblems(wiring, at, actuator);
  if (actuator.form !== "output") return [];
  const point = wiring.points.get(actuator.output);
  if (point === undefined || (point.writable && point.type === "boolean")) {
    return pointProblems(wiring, [...at, "output"], actuator.output);
  }
  const message = point.writable
    ? `\`${actuator.output}\` is not a contact`
    : `\`${actuator.output}\` cannot be written`;
  return [{ path: [...at, "output"], note: { message, expected: "a writable point of type bool" } }];
}

const actuators: SiteCheck = (wiring) =>
  [...wiring.actuators.sound].flatMap(([name, actuator]) => outputProblems(wiring, ["actuators", name], actuator));

/** The contacts that warn people: a horn before a start, a siren of the local rung. */
function warners(wiring: Wiring): ReadonlySet<string> {
  const horns = [...wiring.actuators.sound.values()].flatMap((actuator) =>
    actuator.form === "speed" && actuator.warn !== undefined ? [actuator.warn.output] : [],
  );
  const sirens = wiring.ladder?.local.outputs.map(({ actuator }) => actuator) ?? [];
  return new Set([...horns, ...sirens]);
}

const interlocks: SiteCheck = (wiring) => {
  const silenced = warners(wiring);
  return [...wiring.interlocks.sound].flatMap(([name, { form, actuators: names }]): Problem[] => {
    const path = ["interlocks", name, "actuators"];
    const problems = listProblems({ path, names, what: "actuator", known: wiring.actuators.names });
    const places = new Map(names.map((actuator, index) => [actuator, index] as const).toReversed());
    const locked = form === "lock" ? names.filter((actuator) => silenced.has(actuator)) : [];
    const note = (actuator: string) => ({
      message: `\`${actuator}\` warns people: no lock holds it back`,
      expected: "what moves water, air or power",
    });
    return [
      ...problems,
      ...locked.map((actuator) => ({ path: [...path, String(places.get(actuator))], note: note(actuator) })),
    ];
  });
};

const ranges: SiteCheck = (wiring) =>
  [...wiring.ranges.sound].flatMap(([name, range]) => {
    const path = [...wiring.ranges.at, name];
    if (!wiring.variables.names.has(name)) {
      return [{ ...dangling(path, name, "variable", wiring.variables.names), on: "key" as const }];
    }
    if (typeof range.target !== "object") return [];
    const { target } = range;
    const foreign = Object.keys(target).filter((season) => !wiring.seasons.has(season));
    const absent = [...wiring.seasons].filter((season) => !Object.hasOwn(target, season));
    return [
      ...foreign.map((season): Problem => {
        return { ...dangling([...path, "target", season], season, "season", wiring.seasons), on: "key" };
      }),
      ...absent.map((season): Problem => {
        return {
          path: [...path, "target"],
          on: "key",
          note: { message: `the target of season \`${season}\` is missing` },
        };
      }),
    ];
  });

const reflexes: SiteCheck = (wiring) =>
  [...wiring.reflexes.sound].flatMap(([name, reflex]) => {
    const path = [...wiring.reflexes.at, name];
    const known = wiring.actuators.names;
    if (reflex.kind === "dispatch") return [];
    const problems = listProblems({ path: [...path, "actuators"], names: reflex.actuators, what: "actuator", known });
    if (reflex.kind !== "staged") return problems;
    if (!wiring.variables.names.has(reflex.input)) {
      return [...problems, dangling([...path, "input"], reflex.input, "variable", wiring.variables.names)];
    }
    if (wiring.ranges.names.has(reflex.input) && wiring.ranges.sound.get(reflex.input)?.target === undefined) {
      const sound = wiring.ranges.sound.has(reflex.input);
      return sound
        ? [...problems, { path: [...path, "input"], note: { message: `\`${reflex.input}\` has no target` } }]
        : problems;
    }
    if (wiring.ranges.names.has(reflex.input)) return problems;
    return [...problems, { path: [...path, "input"], note: { message: `\`${reflex.input}\` has no range to aim in` } }];
  });

/** Only what is read back can be told to do otherwise. */
function conflictProblems(wiring: Wiring, path: readonly string[], name: string): Problem[] {
  const actuator = wiring.actuators.sound.get(name);
  if (!wiring.actuators.names.has(name)) return [dangling(path, name, "actuator", wiring.actuators.names)];
  if (actuator === undefined || followingPoint(actuator) !== undefined) return [];
  const expected = "one with `readBack` of its power or speed";
  return [{ path, note: { message: `nothing is compared of \`${name}\``, expected } }];
}

function subjectProblems(wiring: Wiring, path: readonly string[], alarm: AlarmConfig): Problem[] {
  if (alarm.form === "bad") return pathProblems(wiring, [...path, "bad"], alarm.bad);
  if (alarm.form === "conflict") return conflictProblems(wiring, [...path, "conflict"], alarm.conflict);
  if (alarm.form === "condition") {
    const known = wiring.actuators.names;
    return listProblems({ path: [...path, "each"], names: alarm.each ?? [], what: "actuator", known });
  }
  const unknown = pathProblems(wiring, [...path, "variable"], alarm.variable);
  const targeted = typeof alarm.limit === "object" && unknown.length === 0;
  const range = wiring.ranges.sound.get(alarm.variable);
  const aimless =
    targeted && range?.target === undefined && (range !== undefined || !wiring.ranges.names.has(alarm.variable));
  const message = `\`${alarm.variable}\` has no target`;
  return aimless ? [...unknown, { path: [...path, "limit", "fromTarget"], note: { message } }] : unknown;
}

const alarms: SiteCheck = (wiring) =>
  [...wiring.alarms.sound].flatMap(([name, alarm]) => {
    const path = [...wiring.alarms.at, name];
    const known = wiring.alarms.names;
    const hidden = (key: "suppresses" | "suppressedBy") =>
      listProblems({ path: [...path, key], names: alarm[key] ?? [], what: "other alarm", known, except: name });
    return [...subjectProblems(wiring, path, alarm), ...hidden("suppresses"), ...hidden("suppressedBy")];
  });

const ladder: SiteCheck = (wiring) =>
  (wiring.ladder?.local.outputs ?? []).flatMap((output, index) =>
    contactProblems(wiring, ["charter", "ladder", "local", "outputs", String(index), "actuator"], output.actuator),
  );

/** Whatever is named must exist, and be what it is used as. */
export const referenceChecks: readonly SiteCheck[] = [
  devices,
  variables,
  actuators,
  interlocks,
  ranges,
  reflexes,
  alarms,
  ladder,
];
