import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Row } from "../spool/columns.ts";

/** `publish:` of a variable: sent on so much change and at least so often. */
export interface PublishRule {
  /** In the variable's unit. */
  readonly change: number;
  readonly every: DurationMs;
}

/** Floating-point subtraction must not hide a change of exactly the asked size. */
const roundingSlack = 1e-9;

/** What of one variable need not be sent: values within the deadband of the last one sent, while their quality stays the same. */
export class PublishFilter {
  readonly #rule: PublishRule;
  #value: number | null = null;
  #sentAt: EpochMs = Number.NEGATIVE_INFINITY;
  #remarks = "";

  constructor(rule: PublishRule) {
    this.#rule = rule;
  }

  /** Whether this reading may be folded into the last one sent. Says nothing of sending it: call `sent` then. */
  folds(row: Row): boolean {
    const age = row.measuredAt - this.#sentAt;
    if (!(age >= 0 && age < this.#rule.every) || remarksOf(row) !== this.#remarks) return false;
    if (row.value === null || this.#value === null) return row.value === this.#value;
    return Math.abs(row.value - this.#value) < this.#rule.change * (1 - roundingSlack);
  }

  sent(row: Row): void {
    this.#value = row.value;
    this.#sentAt = row.measuredAt;
    this.#remarks = remarksOf(row);
  }
}

function remarksOf(row: Row): string {
  return `${row.quality <= 1 ? 0 : row.quality} ${row.origin} ${[...row.reasons].sort().join()}`;
}
