import type { Problem } from "../../../core/config/check.ts";
import { leadingBack } from "../../../core/graph.ts";
import { inputPaths } from "../../../rules/engine/derive/inputs.ts";
import type { SiteCheck } from "./wiring.ts";

/** No variable is worked out from itself. */
export const cycleChecks: readonly SiteCheck[] = [
  ({ variables: { sound } }) => {
    const circular = leadingBack(sound.keys(), (path) => {
      const variable = sound.get(path);
      return variable === undefined ? [] : inputPaths(variable);
    });
    return [...sound.keys()]
      .filter((name) => circular.has(name))
      .map((name): Problem => {
        const note = {
          message: `\`${name}\` is worked out from itself`,
          hint: "follow its inputs: they lead back here",
        };
        return { path: ["variables", name], on: "key", note };
      });
  },
];
