import { z } from "zod";
import { type EpochMs, earliest } from "../../../core/time.ts";
import { alarmDigestSchema, type StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import { longestShelf } from "../../charter/alarm-schema.ts";
import {
  type ShelfOutcome,
  type Shelving,
  shelfNextAt,
  shelvedOf,
  shelvingSchema,
  stepShelf,
} from "../../engine/alarms/shelf.ts";
import type { Outcome, Word } from "../orders/orders.ts";

const shelf = z.strictObject({
  shelving: shelvingSchema,
  /** As it last stood: what is shelved stays in the list, also while it is normal. */
  alarm: alarmDigestSchema.shape.alarms.element,
});

/** Which of the region's own alarms are shelved, by key; remembered over restarts. */
export const shelvesSchema = z.record(z.string(), shelf);
export type Shelves = z.infer<typeof shelvesSchema>;

/** What the shelves lead to. */
export interface ShelvesStep {
  readonly shelves: Shelves;
  /** Shown again now, by key: what is told of it. */
  readonly ended: ReadonlyMap<string, Pick<AlarmEvent, "note" | "actor">>;
  /** Keys that are told of because their time is nearly up. */
  readonly endsSoon: readonly string[];
  readonly nextAt: EpochMs | undefined;
}

function told({ why, by, occurred }: Extract<ShelfOutcome, { kind: "ended" }>): Pick<AlarmEvent, "note" | "actor"> {
  const note = occurred === 0 ? why : `${why}; occurred while hidden, ${occurred === 1 ? "once" : `${occurred} times`}`;
  return { note, ...(by === undefined ? {} : { actor: by }) };
}

/** Lets time pass on the shelves. `own` are the region's own alarms as they stand. */
export function passShelves(before: Shelves, own: readonly StandingAlarm[], now: EpochMs): ShelvesStep {
  const shelves: Record<string, Shelves[string]> = {};
  const ended = new Map<string, Pick<AlarmEvent, "note" | "actor">>();
  const endsSoon: string[] = [];
  let nextAt: EpochMs | undefined;
  for (const [key, { shelving: held, alarm: last }] of Object.entries(before)) {
    const standing = own.find((one) => one.key === key);
    const isNew = standing !== undefined && standing.eventId !== last.eventId;
    const counted = isNew ? stepShelf(held, { kind: "raised" }, longestShelf, now).shelving : held;
    const active = standing !== undefined;
    const { shelving, outcome } = stepShelf(counted, { kind: "time", active }, longestShelf, now);
    if (outcome.kind === "ended") ended.set(key, told(outcome));
    else shelves[key] = { shelving, alarm: standing ?? last };
    if (outcome.kind === "endsSoon") endsSoon.push(key);
    nextAt = earliest(nextAt, shelfNextAt(shelving));
  }
  return { shelves, ended, endsSoon, nextAt };
}

/** Takes an operator's order to shelve or unshelve one of the region's own alarms, or says why not. */
export function takeShelving(
  before: Shelves,
  word: Extract<Word, { kind: "shelve" | "unshelve" }>,
  own: readonly StandingAlarm[],
  now: EpochMs,
): { readonly shelves: Shelves; readonly outcome: Outcome; readonly ended?: Pick<AlarmEvent, "note" | "actor"> } {
  const refuse = (refusal: string, detail: string) => {
    const outcome: Outcome = { state: "refused", refusal: refusal as NonNullable<Outcome["refusal"]>, detail };
    return { shelves: before, outcome };
  };
  const { key, actor } = word;
  const standing = own.find((one) => one.key === key);
  const alarm = standing ?? before[key]?.alarm;
  if (alarm === undefined) return refuse("not-active", "no such alarm of the region stands");
  if (word.kind === "shelve" && word.eventId !== undefined && word.eventId !== alarm.eventId) {
    return refuse("event-superseded", `the alarm's last event is ${alarm.eventId}`);
  }
  const active = standing !== undefined;
  const input =
    word.kind === "shelve"
      ? ({ kind: "shelve", by: actor, reason: word.reason, forMs: word.forMs, active } as const)
      : ({ kind: "unshelve", by: actor } as const);
  const held: Shelving = before[key]?.shelving ?? { kind: "unshelved" };
  const { shelving, outcome } = stepShelf(held, input, longestShelf, now);
  if (outcome.kind === "refused") return refuse(outcome.refusal, outcome.detail);
  const { [key]: _before, ...others } = before;
  if (outcome.kind === "ended") return { shelves: others, outcome: { state: "executed" }, ended: told(outcome) };
  return { shelves: { ...others, [key]: { shelving, alarm } }, outcome: { state: "executed" } };
}

/** The region's own alarms with what is shelved of them; one that is normal meanwhile stays in the list. */
export function withShelves(own: readonly StandingAlarm[], shelves: Shelves): readonly StandingAlarm[] {
  const shown = own.map((alarm) => marked(alarm, shelves[alarm.key]));
  const standing = new Set(own.map(({ key }) => key));
  const normal = Object.entries(shelves)
    .filter(([key]) => !standing.has(key))
    .map(([, held]) => marked({ ...held.alarm, state: "normal" }, held));
  return [...shown, ...normal];
}

function marked(alarm: StandingAlarm, held: Shelves[string] | undefined): StandingAlarm {
  const shelved = held && shelvedOf(held.shelving);
  return shelved === undefined ? alarm : { ...alarm, shelved };
}
