/** The site id under which the region itself speaks. */
export const regionItself = "-";

/** Every own topic of a region, its own and those of its sites, as a filter. */
export function everyOwnTopic(region: string): string {
  return ownTopics(region, "#").base;
}

/** The own topics of one site (`homeostat/v1/{region}/{site}/…`). */
export function ownTopics(region: string, site: string) {
  const base = `homeostat/v1/${region}/${site}`;
  return {
    base,
    stored: `${base}/stored`,
    alarms: `${base}/alarms`,
    event: `${base}/event`,
    command: `${base}/command`,
    result: (commandId: string) => `${base}/command/${commandId}/result`,
    nonce: `${base}/nonce`,
    presence: `${base}/presence`,
    definition: (hash: string) => `${base}/definition/${hash}`,
    definitionGet: `${base}/definition/get`,
    books: `${base}/books`,
    booksGet: `${base}/books/get`,
  };
}

/** An own topic taken apart: `rest` is what follows the site, level by level. Undefined for any other topic. */
export function parseOwnTopic(topic: string): { region: string; site: string; rest: readonly string[] } | undefined {
  const [product, version, region, site, ...rest] = topic.split("/");
  if (product !== "homeostat" || version !== "v1" || region === undefined || site === undefined) return undefined;
  return rest.length === 0 ? undefined : { region, site, rest };
}
