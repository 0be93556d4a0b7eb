import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import { type Allowance, Buckets } from "./buckets.ts";
import type { Cost } from "./route.ts";

/** What a request weighs. */
const weights: Readonly<Record<Cost, number>> = { light: 1, store: 3, heavy: 10, write: 1 };

/** One name's questions: a page with thirty charts opens at once. */
const reading: Allowance = { burst: 1000, perSecond: 100 };
/** One name's changes: a hand is slower, a script that runs wild is not. */
const writing: Allowance = { burst: 120, perSecond: 2 };
/** What one address may ask without being logged in. */
const unknown: Allowance = { burst: 300, perSecond: 50 };

/** Who is charged: a name, or an address where nobody is logged in. */
export type Payer =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "address"; readonly address: string };

/** Keeps one who asks too often from keeping all others waiting. */
export class Charges {
  readonly #reading = new Buckets(reading);
  readonly #writing = new Buckets(writing);
  readonly #unknown = new Buckets(unknown);

  /** Charges a request; answers 0, or how long to wait. */
  take(payer: Payer, cost: Cost, now: MonotonicMs): DurationMs {
    if (payer.kind === "address") return this.#unknown.take(payer.address, weights[cost], now);
    return (cost === "write" ? this.#writing : this.#reading).take(payer.name, weights[cost], now);
  }
}
