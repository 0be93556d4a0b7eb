/** What is written down about a store twice: as a point on the server, and beside the register. */
export interface Mark {
  /** Drawn when a generation begins. */
  readonly session: string;
  readonly generation: number;
  /** The last batch of this session. */
  readonly batch: number;
}

/** The mark a store opens with, and whether its register still holds. */
export interface Opening {
  readonly mark: Mark;
  readonly forgot: boolean;
}

/**
 * Compares both marks. They agree when the session is one and the server's batch is that of the register or the next one, whose
 * acknowledgement was never given. Otherwise the server has lost points (emptied, restored) or we have lost the register: a new
 * generation begins, with an empty register, and what is sent again overwrites itself.
 */
export function openingMark(server: Mark | undefined, own: Mark | undefined, session: () => string): Opening {
  if (server === undefined && own === undefined) {
    return { mark: { session: session(), generation: 1, batch: 0 }, forgot: false };
  }
  if (server !== undefined && own !== undefined && agree(server, own)) return { mark: server, forgot: false };
  const highest = Math.max(server?.generation ?? 0, own?.generation ?? 0);
  return { mark: { session: session(), generation: highest + 1, batch: 0 }, forgot: true };
}

function agree(server: Mark, own: Mark): boolean {
  return server.session === own.session && (server.batch === own.batch || server.batch === own.batch + 1);
}
