import { localPathOf } from "../../core/ids.ts";
import type { Definition } from "../../core/wire/definition.ts";

/** What the files of a site say that its store does not: what each variable is called, in which unit, and which ones matter. */
export interface KnownSite {
  readonly definition: Definition;
  /** The paths people look at: those with an agreed range, and those that the site file writes of. */
  readonly main: readonly string[];
  /** The paths whose readings are amounts, such as rain: they are added up, not averaged. */
  readonly totals: readonly string[];
}

/** One variable of a known site. */
export type KnownVariable = Definition["variables"][number] & { readonly site: string; readonly path: string };

/** What can be commanded at a known site, in which unit. */
export interface KnownActuator {
  readonly site: string;
  readonly actuator: string;
  readonly name: string;
  /** UCUM code. */
  readonly unit: string;
}

/** The variables of known sites, of one commons where one is given. */
export function variablesKnown(sites: readonly KnownSite[], commons?: string): readonly KnownVariable[] {
  return sites
    .flatMap(({ definition: { site, variables } }) =>
      variables.map((variable) => ({ ...variable, site, path: localPathOf(variable) })),
    )
    .filter((variable) => commons === undefined || variable.commons === commons);
}

/** The known variables whose readings are amounts. */
export function totalsKnown(sites: readonly KnownSite[], commons: string): readonly KnownVariable[] {
  return sites.flatMap((one) => variablesKnown([one], commons).filter(({ path }) => one.totals.includes(path)));
}

/** The ids of the known variables people look at, each once; those that are added up have plots of their own. */
export function mainIds(sites: readonly KnownSite[], commons: string): readonly string[] {
  const ids = sites.flatMap((one) =>
    variablesKnown([one], commons)
      .filter(({ path }) => one.main.includes(path) && !one.totals.includes(path))
      .map(({ variable }) => variable),
  );
  return [...new Set(ids)].sort();
}

/** The actuators of known sites. A drive is commanded in percent, and so is what is only on or off. */
export function actuatorsKnown(sites: readonly KnownSite[]): readonly KnownActuator[] {
  return sites.flatMap(({ definition: { site, actuators = [] } }) =>
    actuators.map(({ actuator, name, setpoint }) => ({ site, actuator, name, unit: setpoint?.unit ?? "%" })),
  );
}
