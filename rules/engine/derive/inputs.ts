import { conditionPaths } from "../conditions/paths.ts";
import type { VariableConfig } from "../schema.ts";

/** The paths of the variables that one variable is worked out from; what its drives show is not among them. */
export function inputPaths({ from, sources }: Pick<VariableConfig, "from" | "sources">): readonly string[] {
  switch (from?.form) {
    case "pressure":
      return from.temperature === undefined ? [from.pressure] : [from.pressure, from.temperature];
    case "current":
      return [from.current];
    case "counter":
      return [from.counter];
    case "cel":
      return conditionPaths(from.cel);
    case "pumps":
      return [from.head];
    case "meanOfQuarterHour":
      return [from.meanOfQuarterHour];
    case "mean":
      return [from.mean];
    case "maxOf":
      return from.maxOf;
    case undefined:
      return sources?.order ?? [];
  }
}
