import type { Problem } from "../../../core/config/check.ts";
import { conditionPaths } from "../../../rules/engine/conditions/paths.ts";
import type { VariableConfig } from "../../../rules/engine/schema.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** The unit of a variable or device point; undefined while it is not known. */
export function unitOf(wiring: Wiring, path: string): string | undefined {
  return wiring.variables.sound.get(path)?.unit ?? wiring.points.get(path)?.unit;
}

function mismatch(path: readonly string[], source: string, has: string | undefined, needs: string): Problem[] {
  if (has === undefined || has === needs) return [];
  return [{ path, note: { message: `\`${source}\` is in ${has}`, expected: needs } }];
}

/** The unit each derivation takes in and gives out; nothing downstream converts. */
function derivationUnits(wiring: Wiring, name: string, { from, unit }: VariableConfig): Problem[] {
  const path = ["variables", name];
  const own = (needs: string) => mismatch([...path, "unit"], name, unit, needs);
  switch (from?.form) {
    case "pressure": {
      const pressure = mismatch([...path, "from", "pressure"], from.pressure, unitOf(wiring, from.pressure), "bar");
      if (from.temperature === undefined) return [...own("m"), ...pressure];
      const { temperature } = from;
      return [
        ...own("m"),
        ...pressure,
        ...mismatch([...path, "from", "temperature"], temperature, unitOf(wiring, temperature), "Cel"),
      ];
    }
    case "current":
      return mismatch([...path, "from", "current"], from.current, unitOf(wiring, from.current), "mA");
    case "pumps":
      return [...own("m3/s"), ...mismatch([...path, "from", "head"], from.head, unitOf(wiring, from.head), "m")];
    case "meanOfQuarterHour": {
      const source = from.meanOfQuarterHour;
      return mismatch([...path, "from", "meanOfQuarterHour"], source, unitOf(wiring, source), unit);
    }
    case "mean":
      return mismatch([...path, "from", "mean"], from.mean, unitOf(wiring, from.mean), unit);
    case "maxOf":
      return from.maxOf.flatMap((source, index) =>
        mismatch([...path, "from", "maxOf", String(index)], source, unitOf(wiring, source), unit),
      );
    case "counter":
    case "cel":
    case undefined:
      return [];
  }
}

const units: SiteCheck = (wiring) =>
  [...wiring.variables.sound].flatMap(([name, variable]) => {
    const refined = wiring.points.get(name)?.unit;
    const worked = variable.from !== undefined || variable.sources !== undefined;
    const order = variable.sources?.order ?? [];
    return [
      ...(worked ? [] : mismatch(["variables", name, "unit"], `${name}`, variable.unit, refined ?? variable.unit)),
      ...derivationUnits(wiring, name, variable),
      ...order.flatMap((source, index) =>
        mismatch(["variables", name, "sources", "order", String(index)], source, unitOf(wiring, source), variable.unit),
      ),
    ];
  });

function datumOf(wiring: Wiring, path: string): string | undefined {
  return wiring.variables.sound.get(path)?.datum;
}

function mixedText(wiring: Wiring, text: string): string | undefined {
  const held = conditionPaths(text).map((path) => datumOf(wiring, path));
  const datums = [...new Set(held.filter((datum) => datum !== undefined))];
  return datums.length > 1 ? datums.join(" and ") : undefined;
}

/** Levels of different datum are never compared, subtracted or substituted for each other. */
const datums: SiteCheck = (wiring) =>
  [...wiring.variables.sound].flatMap(([name, { datum, sources, from, zero }]): Problem[] => {
    const path = ["variables", name];
    const mixed = from?.form === "cel" ? mixedText(wiring, from.cel) : undefined;
    const note = { message: `levels to ${mixed} are mixed`, expected: "one datum" };
    const problems: Problem[] = mixed === undefined ? [] : [{ path: [...path, "from", "cel"], note }];
    if (zero !== undefined && datum === undefined) {
      problems.push({ path: [...path, "zero"], on: "key", note: { message: "a zero needs the datum it refers to" } });
    }
    const order = sources?.order ?? [];
    return [
      ...problems,
      ...order.flatMap((source, index): Problem[] => {
        const other = datumOf(wiring, source);
        if (!wiring.variables.sound.has(source) || other === datum) return [];
        const message = `\`${source}\` refers to ${other ?? "no datum"}, this level to ${datum ?? "none"}`;
        return [{ path: [...path, "sources", "order", String(index)], note: { message, expected: "one datum" } }];
      }),
    ];
  });

/** Units and datums agree wherever values meet. */
export const unitChecks: readonly SiteCheck[] = [units, datums];
