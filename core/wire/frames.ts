/** Longest frame a pipe between parent and child may carry, bytes. */
export const longestFrame = 64 * 1024 * 1024;

/** Length of the prefix: the number of bytes that follow, u32, least significant byte first. */
const prefixLength = 4;

/** The prefix that stands before a frame on a pipe. */
export function framePrefix(length: number): Uint8Array {
  const prefix = new Uint8Array(prefixLength);
  new DataView(prefix.buffer).setUint32(0, length, true);
  return prefix;
}

/** Cuts a stream of bytes, in any chunking, into the frames it carries. Each frame owns its memory, so it can be viewed as numbers. */
export class FrameSplitter {
  readonly #prefix = new Uint8Array(prefixLength);
  #frame: Uint8Array | undefined;
  #filled = 0;

  /** Throws when a prefix announces more than any frame may hold: the stream has lost its place and cannot be read on. */
  push(chunk: Uint8Array, onFrame: (frame: Uint8Array) => void): void {
    let at = 0;
    while (at < chunk.length) {
      const target = this.#frame ?? this.#prefix;
      const taken = Math.min(chunk.length - at, target.length - this.#filled);
      target.set(chunk.subarray(at, at + taken), this.#filled);
      at += taken;
      this.#filled += taken;
      if (this.#filled === target.length) this.#complete(onFrame);
    }
  }

  #complete(onFrame: (frame: Uint8Array) => void): void {
    const frame = this.#frame;
    this.#filled = 0;
    if (frame !== undefined) {
      this.#frame = undefined;
      onFrame(frame);
      return;
    }
    const length = new DataView(this.#prefix.buffer).getUint32(0, true);
    if (length > longestFrame) throw new RangeError(`a frame of ${length} bytes; at most ${longestFrame} are read`);
    if (length === 0) onFrame(new Uint8Array(0));
    else this.#frame = new Uint8Array(length);
  }
}
