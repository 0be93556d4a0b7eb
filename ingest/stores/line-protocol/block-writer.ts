import { LineBuffer } from "./line-buffer.ts";
import type { LineServer } from "./line-server.ts";
import { type RefusedLine, sendBlock } from "./send-block.ts";

/** Requests on their way at a time: the server works on one while the next one travels. */
const mostInFlight = 2;

/** A refused line and the row it was made of. */
export interface RefusedOrigin extends RefusedLine {
  readonly origin: number;
}

/** What became of the lines that were written. */
export interface Written {
  readonly refused: readonly RefusedOrigin[];
  /** The row behind the last line of the last block that was stored whole. */
  readonly last: number | undefined;
}

/** Sends blocks of lines, a few at a time, while the next one is filled. */
export class BlockWriter {
  readonly #server: Pick<LineServer, "write">;
  readonly #spare: LineBuffer[];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #refused: RefusedOrigin[] = [];
  #last: number | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** `spare` are empty buffers that may be used, and those that were come to lie there. */
  constructor(server: Pick<LineServer, "write">, spare: LineBuffer[] = []) {
    this.#server = server;
    this.#spare = spare;
  }

  /** An empty buffer, once fewer requests than allowed are on their way. Rejects when one failed. */
  async buffer(): Promise<LineBuffer> {
    while (this.#inFlight.size >= mostInFlight) await Promise.race(this.#inFlight);
    if (this.#failure !== undefined) await this.finish();
    return this.#spare.pop() ?? new LineBuffer();
  }

  send(buffer: LineBuffer): void {
    const sending = this.#send(buffer)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
  }

  /** Resolves when everything was answered. */
  async finish(): Promise<Written> {
    await Promise.all(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure.error;
    return { refused: this.#refused, last: this.#last };
  }

  async #send(buffer: LineBuffer): Promise<void> {
    if (buffer.lines > 0) {
      const bytes = buffer.bytes.subarray(0, buffer.length);
      const refused = await sendBlock(this.#server, { bytes, ends: buffer.ends });
      for (const one of refused) this.#refused.push({ ...one, origin: buffer.origins[one.line] ?? -1 });
      if (refused.length === 0) this.#last = buffer.origins.at(-1);
    }
    buffer.clear();
    this.#spare.push(buffer);
  }
}
