import type { Link, LinkOptions, LinkSession } from "./ports/link.ts";

/** Several brokers as one: each connection tries the next, so that one that is gone does not hold up the others. */
export function linksInTurn(links: readonly Link[]): Link {
  let next = 0;
  return {
    connect: (options: LinkOptions): Promise<LinkSession> => {
      const link = links[next % links.length];
      if (link === undefined) throw new Error("no broker is configured");
      return link.connect(options).catch((error: unknown) => {
        next += 1;
        throw error;
      });
    },
  };
}
