import type { FastifyReply } from "fastify";
import type { LiveDesk } from "../live.ts";
import type { ServerConfig } from "../ports.ts";

/** Answers a question about a site that nobody knows with 404; undefined where the site is known, or none was named. */
export type RefuseUnknown = (site: string | undefined, reply: FastifyReply) => FastifyReply | undefined;

/** A site is known by the configuration, or by having been heard: its absence is then an answer, not a mistake. */
export function unknownSites({ sites = [] }: ServerConfig, desk: LiveDesk): RefuseUnknown {
  return (site, reply) => {
    if (site === undefined || sites.includes(site) || desk.state.sites.has(site)) return undefined;
    return reply.code(404).send({ error: neverHeard(site) });
  };
}

/** What is said of a site that nobody knows. */
export const neverHeard = (site: string): string => `nothing was ever heard of a site ${site}`;
