import { z } from "zod";
import type { DurationMs, EpochMs } from "../../../core/time.ts";
import type { Shelved } from "../../../core/wire/shelved.ts";
import { type Refusal, refuse } from "../refusal.ts";

const held = {
  by: z.string(),
  reason: z.string(),
  since: z.number(),
  /** It ends then at the latest. */
  until: z.number(),
  /** Whether it was told that it ends soon. */
  warned: z.boolean(),
  /** Raised so often meanwhile. */
  occurred: z.number(),
};

/**
 * Whether a person has hidden an alarm. Apart from its state, which goes on changing.
 * Source: OPC UA Part 9 (10000-9) ShelvedStateMachineType; ANSI/ISA-18.2-2016 state E.
 */
export const shelvingSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("unshelved") }),
  z.strictObject({ kind: z.literal("timed"), ...held }),
  z.strictObject({ kind: z.literal("oneShot"), ...held }),
]);
export type Shelving = z.infer<typeof shelvingSchema>;
type Held = Exclude<Shelving, { kind: "unshelved" }>;

/** Not hidden by anybody. */
export const unshelved: Shelving = { kind: "unshelved" };

/** What can happen to it. `active`: the alarm's condition holds. */
export type ShelfInput =
  | {
      readonly kind: "shelve";
      readonly by: string;
      readonly reason: string;
      readonly forMs: DurationMs | "oneShot";
      readonly active: boolean;
    }
  | { readonly kind: "unshelve"; readonly by: string }
  | { readonly kind: "raised" }
  | { readonly kind: "time"; readonly active: boolean };

/** What it led to, for those who tell it. */
export type ShelfOutcome =
  | { readonly kind: "none" | "shelved" | "endsSoon" }
  | { readonly kind: "ended"; readonly why: string; readonly by?: string; readonly occurred: number }
  | ({ readonly kind: "refused" } & Refusal);

/** What a step leads to. */
export interface ShelfStep {
  readonly shelving: Shelving;
  readonly outcome: ShelfOutcome;
}

/** How long before its end it is told of: a tenth of its time, and no more than this. */
const longestWarning: DurationMs = 600_000;

const iso = (at: EpochMs): string => new Date(at).toISOString();

/** Who hides it, why and until when, in words. */
export function shelfWords({ by, reason, until }: Pick<Held, "by" | "reason" | "until">): string {
  return `shelved by ${by} until ${iso(until)}: ${reason}`;
}

function warnAt({ since, until }: Held): EpochMs {
  return until - Math.min(longestWarning, (until - since) / 10);
}

/** When time alone changes something; undefined while nothing is shelved. */
export function shelfNextAt(shelving: Shelving): EpochMs | undefined {
  if (shelving.kind === "unshelved") return undefined;
  return shelving.warned ? shelving.until : warnAt(shelving);
}

/** As the wire tells it; undefined while nothing is shelved. */
export function shelvedOf(shelving: Shelving): Shelved | undefined {
  if (shelving.kind === "unshelved") return undefined;
  const { kind, warned: _told, ...told } = shelving;
  return { ...told, oneShot: kind === "oneShot" };
}

/** The same on a clock that was set by so much. */
export function shiftShelf(shelving: Shelving, by: DurationMs): Shelving {
  if (shelving.kind === "unshelved") return shelving;
  return { ...shelving, since: shelving.since + by, until: shelving.until + by };
}

/** One step. `longest` counts from when it was first put on the shelf: nobody hides an alarm for longer without its being shown. */
export function stepShelf(shelving: Shelving, input: ShelfInput, longest: DurationMs, now: EpochMs): ShelfStep {
  switch (input.kind) {
    case "shelve":
      return shelve(shelving, input, longest, now);
    case "unshelve":
      if (shelving.kind === "unshelved") return refused(shelving, refuse("not-shelved", "nobody has shelved it"));
      return ended(shelving, `unshelved by ${input.by}`, input.by);
    case "raised": {
      if (shelving.kind === "unshelved") return { shelving, outcome: { kind: "none" } };
      return { shelving: { ...shelving, occurred: shelving.occurred + 1 }, outcome: { kind: "none" } };
    }
    case "time":
      return pass(shelving, input.active, now);
  }
}

const refused = (shelving: Shelving, refusal: Refusal): ShelfStep => ({
  shelving,
  outcome: { kind: "refused", ...refusal },
});

function ended({ occurred }: Held, why: string, by?: string): ShelfStep {
  return { shelving: unshelved, outcome: { kind: "ended", why, occurred, ...(by === undefined ? {} : { by }) } };
}

function shelve(
  before: Shelving,
  { by, reason, forMs, active }: Extract<ShelfInput, { kind: "shelve" }>,
  longest: DurationMs,
  now: EpochMs,
): ShelfStep {
  if (before.kind !== "unshelved" && before.by !== by) {
    return refused(before, refuse("already-shelved", shelfWords(before)));
  }
  if (forMs === "oneShot" && !active) {
    return refused(
      before,
      refuse("not-active", "one-shot shelving ends when the condition is gone, and it does not hold"),
    );
  }
  const since = before.kind === "unshelved" ? now : before.since;
  const most = since + longest;
  const until = forMs === "oneShot" ? most : now + forMs;
  if (until > most || until <= now) {
    return refused(before, refuse("outside-limits", `no later than ${iso(most)}`));
  }
  const occurred = before.kind === "unshelved" ? 0 : before.occurred;
  const next = { by, reason, since, until, warned: false, occurred };
  return { shelving: { kind: forMs === "oneShot" ? "oneShot" : "timed", ...next }, outcome: { kind: "shelved" } };
}

function pass(shelving: Shelving, active: boolean, now: EpochMs): ShelfStep {
  if (shelving.kind === "unshelved") return { shelving, outcome: { kind: "none" } };
  if (shelving.kind === "oneShot" && !active) return ended(shelving, "its condition is gone");
  if (now >= shelving.until) return ended(shelving, "its time is up");
  if (shelving.warned || now < warnAt(shelving)) return { shelving, outcome: { kind: "none" } };
  return { shelving: { ...shelving, warned: true }, outcome: { kind: "endsSoon" } };
}
