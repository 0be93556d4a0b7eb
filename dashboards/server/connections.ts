import type { DurationMs } from "../../core/time.ts";

/** How long a connection may say nothing of use, and how many there are. */
export interface ConnectionLimits {
  /** From its beginning to the end of a request's headers. */
  readonly headersWithin: DurationMs;
  /** To the end of its body. */
  readonly requestWithin: DurationMs;
  /** How often that is looked at. */
  readonly checkEvery: DurationMs;
  readonly ofOneAddress: number;
  readonly ofAll: number;
}

/** A connection that asks nothing is closed within a few seconds, and no address holds more than a tenth of them. */
export const connectionLimits: ConnectionLimits = {
  headersWithin: 10_000,
  requestWithin: 20_000,
  checkEvery: 2_000,
  ofOneAddress: 100,
  ofAll: 1_000,
};

/** The connections that stand, by where they come from: one address cannot take all. */
export class Connections {
  readonly #most: number;
  readonly #behindProxy: boolean;
  readonly #open = new Map<string, number>();

  /** Behind a proxy on this machine everybody comes from loopback: that is the proxy's to bound. One elsewhere is an address as any other. */
  constructor(most: number, behindProxy: boolean) {
    this.#most = most;
    this.#behindProxy = behindProxy;
  }

  /** Counts one that comes; answers what is to be called when it is gone, or undefined where it is one too many. */
  admit(address: string): (() => void) | undefined {
    const source = sourceOf(address);
    if (this.#behindProxy && isLoopback(source)) return () => undefined;
    const count = this.#open.get(source) ?? 0;
    if (count >= this.#most) return undefined;
    this.#open.set(source, count + 1);
    return () => this.#leave(source);
  }

  #leave(source: string): void {
    const left = (this.#open.get(source) ?? 1) - 1;
    if (left > 0) this.#open.set(source, left);
    else this.#open.delete(source);
  }
}

function isLoopback(source: string): boolean {
  return source.startsWith("127.") || source === "::1";
}

/** An IPv4 address, also one written as IPv6; of an IPv6 address its first half, which is one line of a provider. Source: RFC 4291, 2.2 and 2.5. */
function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":") || address === "::1") return mapped ?? address;
  const [front = "", back] = address.split("::");
  const before = front === "" ? [] : front.split(":");
  const after = back === undefined || back === "" ? [] : back.split(":");
  const nought = back === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...nought, ...after].slice(0, 4).join(":");
}
