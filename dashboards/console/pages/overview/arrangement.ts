import type { SiteBranch } from "./viability.ts";

/** Sites as the overview shows them. */
export interface Arrangement {
  /** With all there is to say of them. */
  readonly shown: readonly SiteBranch[];
  /** By their names alone, for want of room. */
  readonly more: readonly SiteBranch[];
  /** By their names alone, and only when asked: nothing of them needs anybody. */
  readonly calm: readonly SiteBranch[];
}

/** Up to so many sites are all shown, calm or not. */
const fewSites = 12;
const mostShown = 24;

/** What is shown of how many sites: all of a few; of many those that are not calm, those most outside first. */
export function arrange(branches: readonly SiteBranch[], isCalm: (branch: SiteBranch) => boolean): Arrangement {
  if (branches.length <= fewSites) return { shown: branches, more: [], calm: [] };
  const restless = branches.filter((branch) => !isCalm(branch));
  const calm = branches.filter((branch) => !restless.includes(branch));
  const worst = [...restless].sort((a, b) => b.outside - a.outside || room(a) - room(b) || b.unknown - a.unknown);
  return { shown: worst.slice(0, mostShown), more: worst.slice(mostShown), calm };
}

const room = ({ worst }: SiteBranch): number => worst?.room ?? 1;
