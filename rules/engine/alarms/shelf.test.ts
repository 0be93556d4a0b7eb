import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ShelfInput, type Shelving, shelfNextAt, shelvingSchema, stepShelf, unshelved } from "./shelf.ts";

const t0 = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;
const longest = 8 * hour;
const now = t0 + hour;

const held = { by: "anna", reason: "work", since: t0, until: t0 + 2 * hour, warned: false, occurred: 0 };
const states = {
  unshelved,
  timed: { kind: "timed", ...held },
  "timed, over": { kind: "timed", ...held, until: now },
  "timed, nearly over": { kind: "timed", ...held, until: now + 5 * minute },
  "timed, warned": { kind: "timed", ...held, until: now + 5 * minute, warned: true },
  oneShot: { kind: "oneShot", ...held, until: t0 + longest },
  "oneShot, over": { kind: "oneShot", ...held, until: now },
} as const satisfies Record<string, Shelving>;

const ask = (by: string, forMs: number | "oneShot", active = true): ShelfInput => ({
  kind: "shelve",
  by,
  reason: "r",
  forMs,
  active,
});
const inputs = {
  "shelve by anna for 1 h": ask("anna", hour),
  "shelve by anna too long": ask("anna", longest + 1),
  "shelve by anna once": ask("anna", "oneShot"),
  "shelve by anna once, gone": ask("anna", "oneShot", false),
  "shelve by ben": ask("ben", hour),
  unshelve: { kind: "unshelve", by: "ben" },
  raised: { kind: "raised" },
  time: { kind: "time", active: true },
  "time, gone": { kind: "time", active: false },
} as const satisfies Record<string, ShelfInput>;

type Told = Record<keyof typeof inputs, string>;
/** What Anna may do with both kinds of shelving. */
const shelvedByAnna = {
  "shelve by anna for 1 h": "timed shelved",
  "shelve by anna once": "oneShot shelved",
  unshelve: "unshelved ended",
};
const timed: Told = {
  ...shelvedByAnna,
  "shelve by anna too long": "timed refused outside-limits",
  "shelve by anna once, gone": "timed refused not-active",
  "shelve by ben": "timed refused already-shelved",
  raised: "timed none",
  time: "timed none",
  "time, gone": "timed none",
};
const oneShot: Told = {
  ...shelvedByAnna,
  "shelve by anna too long": "oneShot refused outside-limits",
  "shelve by anna once, gone": "oneShot refused not-active",
  "shelve by ben": "oneShot refused already-shelved",
  raised: "oneShot none",
  time: "oneShot none",
  "time, gone": "unshelved ended",
};
const over = { time: "unshelved ended", "time, gone": "unshelved ended" };

/** By hand: the kind afterwards, and the outcome with its refusal. */
const expected: Record<keyof typeof states, Told> = {
  unshelved: {
    "shelve by anna for 1 h": "timed shelved",
    "shelve by anna too long": "unshelved refused outside-limits",
    "shelve by anna once": "oneShot shelved",
    "shelve by anna once, gone": "unshelved refused not-active",
    "shelve by ben": "timed shelved",
    unshelve: "unshelved refused not-shelved",
    raised: "unshelved none",
    time: "unshelved none",
    "time, gone": "unshelved none",
  },
  timed,
  "timed, over": { ...timed, ...over },
  "timed, nearly over": { ...timed, time: "timed endsSoon", "time, gone": "timed endsSoon" },
  "timed, warned": timed,
  oneShot,
  "oneShot, over": { ...oneShot, ...over },
};

const names = <K extends string>(of: Record<K, unknown>) => Object.keys(of) as K[];
const cases = names(states).flatMap((state) =>
  names(inputs).map((input) => [state, input, expected[state][input]] as const),
);

describe("the shelf", () => {
  it.each(cases)("%s on %s: %s", (state, input, told) => {
    const { shelving, outcome } = stepShelf(states[state], inputs[input], longest, now);
    const refusal = outcome.kind === "refused" ? ` ${outcome.refusal}` : "";
    expect(`${shelving.kind} ${outcome.kind}${refusal}`).toBe(told);
    expect(shelvingSchema.parse(shelving)).toEqual(shelving);
  });

  it("says who has shelved it, why and until when, to whoever is too late", () => {
    const { outcome } = stepShelf(states.timed, inputs["shelve by ben"], longest, now);
    expect(outcome).toMatchObject({ detail: "shelved by anna until 2026-01-01T02:00:00.000Z: work" });
  });

  it("counts what it hid", () => {
    const twice = stepShelf(stepShelf(states.timed, inputs.raised, longest, now).shelving, inputs.raised, longest, now);
    expect(stepShelf(twice.shelving, inputs.unshelve, longest, now).outcome).toMatchObject({ occurred: 2, by: "ben" });
  });

  it("hides nothing for longer than is allowed without showing it, however often it is asked for", () => {
    const move = fc.record({
      input: fc.constantFrom(...Object.values(inputs)),
      after: fc.integer({ min: 0, max: 3 * hour }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const walk = new Walk();
        for (const { input, after } of moves) walk.take(input, after);
        expect(walk.longestHidden).toBeLessThanOrEqual(longest);
      }),
      { numRuns: 300 },
    );
  });
});

/** A shelf in virtual time: told of time when it asked for it, as the engine does. */
class Walk {
  longestHidden = 0;
  #shelving: Shelving = unshelved;
  #now = t0;
  #since: number | undefined;

  take(input: ShelfInput, after: number): void {
    const end = this.#now + after;
    for (let next = this.#next(); next <= end; next = this.#next()) {
      this.#now = Math.max(this.#now, next);
      this.#step({ kind: "time", active: true });
    }
    this.#now = end;
    this.#step(input);
  }

  #next(): number {
    return shelfNextAt(this.#shelving) ?? Number.POSITIVE_INFINITY;
  }

  #step(input: ShelfInput): void {
    if (this.#since !== undefined) this.longestHidden = Math.max(this.longestHidden, this.#now - this.#since);
    this.#shelving = stepShelf(this.#shelving, input, longest, this.#now).shelving;
    this.#since = this.#shelving.kind === "unshelved" ? undefined : (this.#since ?? this.#now);
  }
}
