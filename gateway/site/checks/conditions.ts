import type { Problem } from "../../../core/config/check.ts";
import { checkCondition } from "../../../rules/engine/condition.ts";
import type { ConditionNames } from "../../../rules/engine/condition-types.ts";
import { isJudged } from "./names.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** The paths a condition reads. */
export function conditionPaths(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:v|good|age|margin)\(\s*(['"])([^'"]*)\1/g)].map((match) => match[2] ?? "");
}

/** One condition of the file: where it stands, what it must yield, and what `it` stands for. */
interface Written {
  readonly path: readonly string[];
  readonly text: string;
  readonly wanted: "bool" | "number";
  readonly it: string | undefined;
}

function allConditions(wiring: Wiring): Written[] {
  const found: Written[] = [];
  const add = (path: readonly string[], text: string | undefined, it?: string) => {
    if (text !== undefined) found.push({ path, text, wanted: "bool", it });
  };
  for (const [name, { from, quality }] of wiring.variables.sound) {
    add(["variables", name, "quality", "flatline", "when"], quality?.flatline?.when);
    const path = ["variables", name, "from", "cel"];
    if (from?.form === "cel") found.push({ path, text: from.cel, wanted: "number", it: undefined });
  }
  for (const [name, interlock] of wiring.interlocks.sound) {
    add(["interlocks", name, "when"], interlock.when);
    add(["interlocks", name, "until"], interlock.until);
  }
  for (const [name, reflex] of wiring.reflexes.sound) {
    if (reflex.kind !== "on-off") continue;
    add([...wiring.reflexes.at, name, "start"], reflex.start);
    add([...wiring.reflexes.at, name, "stop"], reflex.stop);
  }
  for (const [name, alarm] of wiring.alarms.sound) {
    if (alarm.form !== "condition") continue;
    add([...wiring.alarms.at, name, "condition"], alarm.condition, alarm.each?.[0]);
  }
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
