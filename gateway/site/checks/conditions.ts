import type { Problem } from "../../../core/config/check.ts";
import { checkCondition } from "../../../rules/engine/conditions/condition.ts";
import { conditionPaths } from "../../../rules/engine/conditions/paths.ts";
import type { ConditionNames } from "../../../rules/engine/conditions/types.ts";
import { isJudged } from "./names.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** One condition of the file: where it stands, what it must yield, and what `it` stands for. */
interface Written {
  readonly path: readonly string[];
  readonly text: string;
  readonly wanted: "bool" | "number";
  readonly it: string | undefined;
}

type Add = (path: readonly string[], text: string | undefined, it?: string) => void;

function engineering(wiring: Wiring, add: Add): void {
  for (const [name, { quality }] of wiring.variables.sound) {
    add(["variables", name, "quality", "flatline", "when"], quality?.flatline?.when);
  }
  for (const [name, interlock] of wiring.interlocks.sound) {
    if (interlock.form === "lock") continue;
    add(["interlocks", name, "when"], interlock.when);
    add(["interlocks", name, "until"], interlock.until);
  }
  for (const [name, actuator] of wiring.actuators.sound) {
    if (actuator.form === "speed") add(["actuators", name, "exercise", "when"], actuator.exercise?.when);
  }
}

function charter(wiring: Wiring, add: Add): void {
  for (const [name, reflex] of wiring.reflexes.sound) {
    if (reflex.kind === "ventilate") add([...wiring.reflexes.at, name, "atLeast", "when"], reflex.atLeast?.when);
    if (reflex.kind !== "on-off") continue;
    add([...wiring.reflexes.at, name, "start"], reflex.start);
    add([...wiring.reflexes.at, name, "stop"], reflex.stop);
  }
  for (const [name, alarm] of wiring.alarms.sound) {
    const it = alarm.form === "condition" ? alarm.each?.[0] : undefined;
    add([...wiring.alarms.at, name, "suppressedWhen"], alarm.suppressedWhen, it);
    if (alarm.form === "condition") add([...wiring.alarms.at, name, "condition"], alarm.condition, it);
  }
}

function allConditions(wiring: Wiring): Written[] {
  const found = [...wiring.variables.sound].flatMap(([name, { from }]): Written[] =>
    from?.form === "cel"
      ? [{ path: ["variables", name, "from", "cel"], text: from.cel, wanted: "number", it: undefined }]
      : [],
  );
  const add: Add = (path, text, it) => {
    if (text !== undefined) found.push({ path, text, wanted: "bool", it });
  };
  engineering(wiring, add);
  charter(wiring, add);
  return found;
}

/** What the conditions of a site may name; indices are of no matter to a check. */
function namesOf(wiring: Wiring): Omit<ConditionNames, "it"> {
  const variables = new Map<string, { index: number; boolean: boolean }>();
  for (const name of wiring.variables.names) variables.set(name, { index: 0, boolean: false });
  for (const [path, point] of wiring.points) variables.set(path, { index: 0, boolean: point.type === "boolean" });
  const numbered = (ids: ReadonlySet<string>) => new Map([...ids].map((id) => [id, 0]));
  return { variables, actuators: numbered(wiring.actuators.names), interlocks: numbered(wiring.interlocks.names) };
}

/** Every condition names what exists, and compiles to what it is used as. */
export const conditionChecks: readonly SiteCheck[] = [
  (wiring) => {
    const names = namesOf(wiring);
    return allConditions(wiring).flatMap(({ path, text, wanted, it }): readonly Problem[] => {
      if (!conditionPaths(text).every((read) => isJudged(wiring, read))) return [];
      const scope = it === undefined ? names : { ...names, it };
      return checkCondition(text, scope, wanted).map(({ start, message, hint }) => {
        return { path, offset: start, note: hint === undefined ? { message } : { message, hint } };
      });
    });
  },
];
