import { type Site, titleOf } from "../../live/site.ts";

/** Something of a site that can be explained. */
export interface Subject {
  readonly site: string;
  /** An actuator's id, an alarm's key, or a variable's path. */
  readonly id: string;
  readonly name: string;
  readonly kind: "alarm" | "actuator" | "variable";
}

/** Everything of some sites that can be explained: what stands in alarm first, then actuators, then variables. */
export function subjectsOf(sites: readonly Site[]): readonly Subject[] {
  return (["alarm", "actuator", "variable"] as const).flatMap((kind) =>
    sites.flatMap((site) => ofKind(site, kind).map(([id, name]) => ({ site: site.site, id, name: name ?? id, kind }))),
  );
}

type Named = readonly [id: string, name: string | undefined];

function ofKind({ alarms, definition }: Site, kind: Subject["kind"]): readonly Named[] {
  switch (kind) {
    case "alarm":
      return alarms.map(({ key }) => [key, undefined]);
    case "actuator":
      return (definition?.actuators ?? []).map(({ actuator, name }) => [actuator, name]);
    case "variable":
      return (definition?.variables ?? []).map(({ device, variable, name }) => [`${device}/${variable}`, name]);
  }
}

/** The subjects in which every word of a text is found, by id, name or site; those that begin with it come first. */
export function found(
  subjects: readonly Subject[],
  text: string,
  titles: ReadonlyMap<string, string>,
): readonly Subject[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const said = (one: Subject): string =>
    `${one.id} ${one.name} ${one.site} ${titles.get(one.site) ?? ""}`.toLowerCase();
  const begins = ({ id, name }: Subject): boolean =>
    [id, name].some((part) => part.toLowerCase().startsWith(words[0] ?? ""));
  const hits = subjects.filter((one) => words.every((word) => said(one).includes(word)));
  return [...hits.filter(begins), ...hits.filter((one) => !begins(one))];
}

/** The names of sites for people, by their ids. */
export function titlesOf(sites: readonly Site[]): ReadonlyMap<string, string> {
  return new Map(sites.map((site) => [site.site, titleOf(site)]));
}

/** The sites that have such a subject. */
export function sitesWith(subjects: readonly Subject[], id: string): readonly string[] {
  return [...new Set(subjects.filter((one) => one.id === id).map(({ site }) => site))];
}
