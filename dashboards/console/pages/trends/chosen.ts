import { computed } from "@preact/signals";
import { usualMaxAge } from "../../live/ages.ts";
import { described, type Site, titleOf, type Value } from "../../live/site.ts";
import { siteList, sites } from "../../live/state.ts";
import { placeName } from "../../parts/place-name.ts";
import type { Candidate } from "./search.ts";

/** A variable that was chosen to be drawn. */
export interface Chosen {
  /** `SITE/DEVICE/VARIABLE`. */
  readonly id: string;
  readonly site: string;
  /** `DEVICE/VARIABLE`. */
  readonly path: string;
  readonly name: string;
  /** The name of its site. */
  readonly place: string;
  readonly unit: string;
  /** How long a value may be held, ms of world time. */
  readonly maxAge: number;
}

/** How many may be drawn: as many as the server answers at once. */
export const mostChosen = 12;

/** What is known of a variable that the address names. */
export function chosenOf(id: string): Chosen {
  const [site = "", ...rest] = id.split("/");
  const path = rest.join("/");
  const known = sites.value[site];
  const { name, unit = "", maxAge = usualMaxAge } = described(known, path);
  return { id, site, path, name, place: placeName(site), unit, maxAge };
}

/** The newest value of a chosen variable, with its site. */
export function newestOf({
  site,
  path,
}: Chosen): { readonly site: Site; readonly value: Value | undefined } | undefined {
  const known = sites.value[site];
  return known === undefined ? undefined : { site: known, value: known.values[path] };
}

/** Everything that can be drawn; worked out again when a site tells of another variable or range, not when a value moves. */
export const candidates = computed<readonly Candidate[]>(() =>
  siteList.value.flatMap((site) =>
    [...new Set([...Object.keys(site.values), ...definedPaths(site)])].map((path) => {
      const { name, unit = "" } = described(site, path);
      const ranged = site.ranges[path] !== undefined;
      return { path: `${site.site}/${path}`, name, place: titleOf(site), unit, ranged };
    }),
  ),
);

function definedPaths({ definition }: Site): readonly string[] {
  return (definition?.variables ?? []).map(({ device, variable }) => `${device}/${variable}`);
}
