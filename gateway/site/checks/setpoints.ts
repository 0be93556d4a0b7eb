import type { Problem } from "../../../core/config/check.ts";
import { findUnit } from "../../../core/units.ts";
import type { CurrentConfig, Force, PowerConfig } from "../../../rules/engine/actuators/setpoint-schema.ts";
import { shownPath } from "../../../rules/engine/compile/setpoint.ts";
import type { ActuatorConfig, InterlockConfig, Refusable, SetpointConfig } from "../../../rules/engine/schema.ts";
import { linkTimes } from "./drives.ts";
import { dangling, pathProblems } from "./names.ts";
import { unitOf } from "./units.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

type Path = readonly string[];

const at = (path: Path, message: string, expected: string): Problem => ({ path, note: { message, expected } });

/** The unit that a setpoint of each form is in. */
const unitFor = { power: "kW", current: "A", speed: "%", output: undefined } as const;

/** What an actuator is, for people. */
const wordFor = { power: "a battery", current: "a charger", speed: "a drive", output: "a contact" } as const;

/** A point that a device must offer, in a unit that can be made into `unit`. */
function offered(wiring: Wiring, path: Path, point: string, needs: { unit: string; writable: boolean }): Problem[] {
  const found = wiring.points.get(point);
  const wanted = `a ${needs.writable ? "writable " : ""}number, in ${needs.unit} or a multiple of it`;
  if (found === undefined) return [at(path, `it has no point \`${point}\``, wanted)];
  if (needs.writable && !found.writable) return [at(path, `\`${point}\` cannot be written`, wanted)];
  const fits = found.type === "number" && findUnit(found.unit)?.dimension === findUnit(needs.unit)?.dimension;
  return fits ? [] : [at(path, `\`${point}\` is in ${found.unit}`, wanted)];
}

function deviceProblems(wiring: Wiring, path: Path, actuator: SetpointConfig): Problem[] {
  const { device, form } = actuator;
  if (!wiring.devices.names.has(device)) return [dangling(path, device, "device", wiring.devices.names)];
  if (!wiring.devices.sound.has(device)) return [];
  const unit = unitFor[form];
  return [
    ...offered(wiring, path, `${device}/setpoint`, { unit, writable: true }),
    ...offered(wiring, path, shownPath(actuator), { unit, writable: false }),
  ];
}

const limitUnits = { soc: "%", cellTemperature: "Cel" } as const;

function powerProblems(wiring: Wiring, path: Path, { power, limits }: PowerConfig): Problem[] {
  const { min, max } = power;
  const bounds = min <= 0 && max >= 0 && min < max;
  const wrong = bounds ? [] : [at([...path, "power", "min"], `${min} kW to ${max} kW`, "min < max, with 0 in between")];
  const limited = (["soc", "cellTemperature"] as const).flatMap((of): Problem[] => {
    const limit = limits[of];
    if (limit === undefined) return [];
    const here = [...path, "limits", of];
    const unit = unitOf(wiring, limit.from);
    const turned =
      limit.lo < limit.hi ? [] : [at([...here, "lo"], `lo ${limit.lo} is not below hi ${limit.hi}`, "lo < hi")];
    const foreign = unit !== undefined && unit !== limitUnits[of];
    const mismatch = foreign ? [at([...here, "from"], `\`${limit.from}\` is in ${unit}`, limitUnits[of])] : [];
    return [...turned, ...pathProblems(wiring, [...here, "from"], limit.from), ...mismatch];
  });
  return [...wrong, ...limited];
}

/** What comes of steps such as 0.1 A that are no whole binary number. */
const rounding = 1e-6;

/** A current that a charger goes to by itself is one it can have. */
function restProblems(
  { current: { min, max } }: CurrentConfig,
  path: Path,
  rest: CurrentConfig["safeState"],
): Problem[] {
  if (rest === "idle" || (rest.current >= min && rest.current <= max)) return [];
  return [at([...path, "current"], `${rest.current} A`, `idle, or ${min} to ${max} A`)];
}

function currentProblems(path: Path, charger: CurrentConfig): Problem[] {
  const { current, safeState, link } = charger;
  const { min, max, step, offBelow = min } = current;
  const problems: Problem[] = [];
  if (min >= max) problems.push(at([...path, "current", "min"], `min ${min} A is not below max ${max} A`, "min < max"));
  if (offBelow > min) {
    problems.push(at([...path, "current", "offBelow"], `${offBelow} A is above min ${min} A`, "offBelow <= min"));
  }
  if (min < max && Math.floor(max / step + rounding) * step < min - rounding) {
    const message = `no multiple of ${step} A lies between ${min} A and ${max} A`;
    problems.push(at([...path, "current", "step"], message, `at most ${max} A, with a multiple from ${min} A on`));
  }
  const lost = link.lost === undefined ? [] : restProblems(charger, [...path, "link", "lost"], link.lost);
  return [...problems, ...lost, ...restProblems(charger, [...path, "safeState"], safeState)];
}

const setpoints: SiteCheck = (wiring) =>
  [...wiring.actuators.sound].flatMap(([name, actuator]): Problem[] => {
    if (actuator.form !== "power" && actuator.form !== "current") return [];
    const path = ["actuators", name];
    const own = actuator.form === "power" ? powerProblems(wiring, path, actuator) : currentProblems(path, actuator);
    return [
      ...deviceProblems(wiring, [...path, "device"], actuator),
      ...own,
      ...linkTimes(actuator.link, [...path, "link"]),
    ];
  });

/** What of each form a lock can refuse. */
const refusedOf: Readonly<Record<ActuatorConfig["form"], readonly Refusable[]>> = {
  power: ["charge", "discharge"],
  current: ["start", "charge"],
  speed: ["start"],
  output: ["start"],
};

type Lock = Extract<InterlockConfig, { form: "lock" }>;

/** What a lock refuses must be something that one of its actuators could do. */
function lockProblems(wiring: Wiring, { refuse, actuators }: Lock, path: Path): Problem[] {
  const forms = actuators.flatMap((id) => wiring.actuators.sound.get(id)?.form ?? []);
  if (forms.length < actuators.length) return [];
  const able = forms.flatMap((form) => refusedOf[form]);
  return refuse.flatMap((way, index) =>
    able.includes(way)
      ? []
      : [at([...path, "refuse", String(index)], `none of its actuators could ${way}`, able.join(", "))],
  );
}

function forcedProblems(force: Force, actuator: ActuatorConfig, name: string, path: Path): Problem[] {
  const unit = unitFor[actuator.form];
  const analogue = actuator.form === "power" || actuator.form === "current";
  const fits = typeof force === "object" ? force.unit === unit : (force === "idle") === analogue;
  const expected = analogue
    ? `idle, or a value in ${unit}`
    : unit === undefined
      ? "stop or run"
      : "stop, run, or a value in %";
  return fits ? [] : [at([...path, "force"], `\`${name}\` is ${wordFor[actuator.form]}`, expected)];
}

const interlocks: SiteCheck = (wiring) =>
  [...wiring.interlocks.sound].flatMap(([name, interlock]) => {
    const path = ["interlocks", name];
    if (interlock.form === "lock") return lockProblems(wiring, interlock, path);
    return interlock.actuators.flatMap((id) => {
      const actuator = wiring.actuators.sound.get(id);
      return actuator === undefined ? [] : forcedProblems(interlock.force, actuator, id, path);
    });
  });

const reflexes: SiteCheck = (wiring) =>
  [...wiring.reflexes.sound].flatMap(([name, reflex]) =>
    (reflex.kind === "dispatch" ? [] : reflex.actuators).flatMap((id, index): Problem[] => {
      const form = wiring.actuators.sound.get(id)?.form;
      if (form !== "power" && form !== "current") return [];
      const path = [...wiring.reflexes.at, name, "actuators", String(index)];
      return [at(path, `\`${id}\` is ${wordFor[form]}`, "drives and contacts; a reflex of kind dispatch moves it")];
    }),
  );

/** Setpoints can be written and read back, their limits seen, and what overrules them is in their own terms. */
export const setpointChecks: readonly SiteCheck[] = [setpoints, interlocks, reflexes];
