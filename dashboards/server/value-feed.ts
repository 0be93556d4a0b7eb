import type { LiveValue } from "./desk.ts";

/** Values of one site that go out together. */
export interface SiteValues {
  readonly site: string;
  readonly values: readonly LiveValue[];
}

/** Holds the newest value of each variable until it can be sent: it grows with the number of variables, never with time. */
export class ValueFeed {
  readonly #held = new Map<string, Map<string, LiveValue>>();

  put({ site, values }: SiteValues): void {
    const held = this.#held.get(site) ?? new Map<string, LiveValue>();
    this.#held.set(site, held);
    for (const value of values) {
      const before = held.get(value.path);
      if (before === undefined || before.measuredAt <= value.measuredAt) held.set(value.path, value);
    }
  }

  /** Everything that is held, and nothing is held any more. */
  take(): readonly SiteValues[] {
    const all = [...this.#held].map(([site, values]) => ({ site, values: [...values.values()] }));
    this.#held.clear();
    return all;
  }
}
