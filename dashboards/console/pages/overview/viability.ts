import { margin } from "../../../../core/margin.ts";
import type { Site, Value } from "../../live/site.ts";

/** A variable with an agreed range and the room it has; null where that is not known. */
export interface Room {
  readonly site: string;
  readonly path: string;
  readonly commons: string;
  readonly room: number | null;
}

/** How much of something keeps its agreed ranges. */
export interface Share {
  /** Variables with an agreed range. */
  readonly variables: number;
  readonly outside: number;
  /** Those of which nothing is known: neither inside nor outside. */
  readonly unknown: number;
  /** The known one with the least room. */
  readonly worst: Room | undefined;
}

/** One commons of a site. */
export interface CommonsBranch extends Share {
  readonly commons: string;
}

/** One site, with its commons. */
export interface SiteBranch extends Share {
  readonly site: Site;
  readonly commons: readonly CommonsBranch[];
}

/** The whole tree: all of the region, its sites, the least room anywhere, and what is not known. */
export interface Viability extends Share {
  readonly sites: readonly SiteBranch[];
  /** At most ten, outside the healthy band, the least room first. */
  readonly least: readonly Room[];
  readonly unknowns: readonly Room[];
}

const mostLeast = 10;

/** How sites keep their agreed ranges, by what they sent last; `isLive` tells whether a value still counts. */
export function viabilityOf(sites: readonly Site[], isLive: (site: Site, value: Value) => boolean): Viability {
  const branches = sites.map((site) => branchOf(site, roomsOf(site, isLive)));
  const rooms = branches.flatMap(({ rooms: own }) => own);
  const least = rooms.filter(({ room }) => room !== null && room < 1).sort(byRoom);
  return {
    ...shareOf(rooms),
    sites: branches.map(({ branch }) => branch),
    least: least.slice(0, mostLeast),
    unknowns: rooms.filter(({ room }) => room === null),
  };
}

function branchOf(
  site: Site,
  rooms: readonly Room[],
): { readonly branch: SiteBranch; readonly rooms: readonly Room[] } {
  const names = [...new Set(rooms.map(({ commons }) => commons))].sort();
  const commons = names.map((name) => ({ commons: name, ...shareOf(rooms.filter((room) => room.commons === name)) }));
  return { branch: { site, commons, ...shareOf(rooms) }, rooms };
}

function roomsOf(site: Site, isLive: (site: Site, value: Value) => boolean): readonly Room[] {
  const commons = new Map<string, string>(
    site.definition?.variables.map((one) => [`${one.device}/${one.variable}`, one.commons] as const),
  );
  return Object.entries(site.ranges).map(([path, range]) => {
    const value = site.values[path];
    const known = value !== undefined && value.value !== null && value.quality !== "bad" && isLive(site, value);
    const room = known && value.value !== null ? margin(value.value, range) : null;
    return { site: site.site, path, commons: commons.get(path) ?? "", room };
  });
}

function shareOf(rooms: readonly Room[]): Share {
  const known = rooms.filter(({ room }) => room !== null);
  return {
    variables: rooms.length,
    outside: known.filter(({ room }) => room !== null && room < 0).length,
    unknown: rooms.length - known.length,
    worst: [...known].sort(byRoom)[0],
  };
}

/** The least room first; of equals in the order of their names, so that lines do not jump. */
function byRoom(a: Room, b: Room): number {
  if (a.room !== b.room) return (a.room ?? 0) - (b.room ?? 0);
  return `${a.site}/${a.path}` < `${b.site}/${b.path}` ? -1 : 1;
}
