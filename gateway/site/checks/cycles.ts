import type { Problem } from "../../../core/config/check.ts";
import { inputPaths } from "../../../rules/engine/derive/inputs.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

function leadsBack(wiring: Wiring, start: string): boolean {
  const open = [start];
  const seen = new Set<string>();
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const variable = wiring.variables.sound.get(path);
    for (const input of variable === undefined ? [] : inputPaths(variable)) {
      if (input === start) return true;
      if (!seen.has(input)) open.push(input);
      seen.add(input);
    }
  }
  return false;
}

/** No variable is worked out from itself. */
export const cycleChecks: readonly SiteCheck[] = [
  (wiring) =>
    [...wiring.variables.sound.keys()]
      .filter((name) => leadsBack(wiring, name))
      .map((name): Problem => {
        const note = {
          message: `\`${name}\` is worked out from itself`,
          hint: "follow its inputs: they lead back here",
        };
        return { path: ["variables", name], on: "key", note };
      }),
];
