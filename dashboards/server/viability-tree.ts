import type { ViabilityEvent } from "../../core/wire/events.ts";
import type { DeskState, SiteView } from "./desk.ts";

/** The variable with the least room. */
interface Worst {
  readonly site: string;
  readonly device: string;
  readonly variable: string;
  readonly margin: number;
}

/** How many variables have an agreed range, and how many of them are outside it or unknown. */
interface Counts {
  readonly variables: number;
  readonly outside: number;
  readonly unknown: number;
  readonly worst: Worst | null;
}

/** What is asked for; what is left out is not asked. */
export interface ViabilityAsked {
  readonly site?: string | undefined;
  readonly commons?: string | undefined;
}

/** How far a region, its sites and their commons are inside their agreed ranges, as each site last told. */
export function viabilityTree(region: string, { sites }: DeskState, { site, commons }: ViabilityAsked) {
  const branches = [...sites.values()]
    .filter((view) => view.viability.size > 0 && (site === undefined || view.site === site))
    .map((view) => siteBranch(view, commons))
    .filter((branch) => branch.commons.length > 0)
    .sort((a, b) => (a.site < b.site ? -1 : 1));
  return { region, ...sum(branches), sites: branches };
}

function siteBranch(view: SiteView, only: string | undefined) {
  const commons = [...view.viability.values()]
    .filter((event) => only === undefined || event.commons === only)
    .map((event) => ({ commons: event.commons, at: event.at, ...countsOf(view.site, event) }))
    .sort((a, b) => (a.commons < b.commons ? -1 : 1));
  const { site, definition, online = null } = view;
  return { site, name: definition?.place?.name ?? null, online, ...sum(commons), commons };
}

function countsOf(site: string, { variables, outside, unknown, worst: [least] }: ViabilityEvent): Counts {
  return { variables, outside, unknown, worst: least === undefined ? null : { site, ...least } };
}

function sum(parts: readonly Counts[]): Counts {
  const total = (count: (part: Counts) => number): number => parts.reduce((all, part) => all + count(part), 0);
  const worsts = parts.flatMap(({ worst }) => (worst === null ? [] : [worst])).sort((a, b) => a.margin - b.margin);
  return {
    variables: total(({ variables }) => variables),
    outside: total(({ outside }) => outside),
    unknown: total(({ unknown }) => unknown),
    worst: worsts[0] ?? null,
  };
}
