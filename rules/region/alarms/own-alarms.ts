import { z } from "zod";
import type { EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";
import { shelfWords, shelvedOf } from "../../engine/alarms/shelf.ts";
import type { Outcome, Word } from "../orders/orders.ts";
import {
  passShelves,
  type Shelves,
  type ShelvesStep,
  shelvesSchema,
  takeShelving,
  withShelves,
} from "./own-shelves.ts";

const acknowledged = z.strictObject({ by: z.string(), at: z.number() });

/** What people said of the region's own alarms; remembered over restarts. */
export const wordsSchema = {
  /** By event id: who has acknowledged it. */
  acknowledged: z.record(z.string(), acknowledged).default({}),
  /** By event id: announced anew when it was shelved no longer. */
  announced: z.record(z.string(), z.number()).default({}),
  shelves: shelvesSchema.default({}),
};
/** What is remembered of them. */
export interface Words {
  readonly acknowledged: Readonly<Record<string, z.infer<typeof acknowledged>>>;
  readonly announced: Readonly<Record<string, EpochMs>>;
  readonly shelves: Shelves;
}

/** The region's own alarms as they stand, with what people said of them. The event id stays: there is one event of each. */
export function withWords(alarms: readonly StandingAlarm[], known: Words): readonly StandingAlarm[] {
  const own = alarms.map((alarm): StandingAlarm => {
    const word = known.acknowledged[alarm.eventId];
    if (word !== undefined) return { ...alarm, state: "acknowledged", since: word.at, acknowledgedBy: word.by };
    return { ...alarm, since: known.announced[alarm.eventId] ?? alarm.since };
  });
  return withShelves(own, known.shelves);
}

function kept<T>(known: Readonly<Record<string, T>>, standing: ReadonlySet<string>): Readonly<Record<string, T>> {
  const gone = Object.keys(known).some((eventId) => !standing.has(eventId));
  return gone ? Object.fromEntries(Object.entries(known).filter(([eventId]) => standing.has(eventId))) : known;
}

/** What time and people lead to. */
export interface WordsStep extends Omit<ShelvesStep, "shelves"> {
  readonly words: Words;
  readonly outcome?: Outcome;
}

/** Forgets what was said of alarms that stand no more, and shows again what was shelved for long enough. */
export function passWords(before: Words, alarms: readonly StandingAlarm[], now: EpochMs): WordsStep {
  const standing = new Set(alarms.map(({ eventId }) => eventId));
  const { shelves, ...step } = passShelves(before.shelves, alarms, now);
  const { acknowledged, announced } = before;
  const words = { acknowledged: kept(acknowledged, standing), announced: kept(announced, standing), shelves };
  return { ...step, words: announceAgain(words, alarms, [...step.ended.keys()], now) };
}

/** Shown again they are unacknowledged, whoever had seen them before. */
function announceAgain(words: Words, alarms: readonly StandingAlarm[], keys: readonly string[], now: EpochMs): Words {
  let { acknowledged, announced } = words;
  for (const { key, eventId } of alarms) {
    if (!keys.includes(key)) continue;
    const { [eventId]: _seen, ...others } = acknowledged;
    acknowledged = others;
    announced = { ...announced, [eventId]: now };
  }
  return { ...words, acknowledged, announced };
}

type Ended = readonly (readonly [string, Pick<AlarmEvent, "note" | "actor">])[];

/** What is taken of a word. */
interface Taken {
  readonly words: Words;
  readonly outcome: Outcome;
  readonly ended: Ended;
}

function refuse(words: Words, refusal: NonNullable<Outcome["refusal"]>, detail: string): Taken {
  return { words, outcome: { state: "refused", refusal, detail }, ended: [] };
}

/** Takes an operator's word on one of the region's own alarms, or says why not. `regional` are all alarms the region shows. */
export function takeWord(
  known: Words,
  word: Word,
  alarms: { readonly own: readonly StandingAlarm[]; readonly regional: readonly StandingAlarm[] },
  now: EpochMs,
): Taken {
  const { own, regional } = alarms;
  const isOwn = known.shelves[word.key] !== undefined || own.some(({ key }) => key === word.key);
  const ofSite = isOwn ? undefined : regional.find(({ key }) => key === word.key);
  if (ofSite !== undefined) {
    const what = word.kind === "acknowledge" ? "acknowledge" : "shelve";
    return refuse(known, "unknown-target", `it belongs to ${ofSite.device}: ${what} it there`);
  }
  if (word.kind === "acknowledge") return acknowledge(known, word, own, now);
  const { shelves, outcome, ended } = takeShelving(known.shelves, word, own, now);
  const words = announceAgain({ ...known, shelves }, own, ended === undefined ? [] : [word.key], now);
  return { words, outcome, ended: ended === undefined ? [] : [[word.key, ended]] };
}

function acknowledge(
  known: Words,
  { key, eventId, actor }: Extract<Word, { kind: "acknowledge" }>,
  own: readonly StandingAlarm[],
  now: EpochMs,
): Taken {
  const held = known.shelves[key];
  const shelved = held && shelvedOf(held.shelving);
  if (shelved !== undefined) return refuse(known, "shelved", shelfWords(shelved));
  const alarm = own.find((one) => one.key === key);
  if (alarm === undefined) return refuse(known, "not-active", "no such alarm of the region stands");
  if (alarm.eventId !== eventId) {
    return refuse(known, "event-superseded", `the alarm's last event is ${alarm.eventId}`);
  }
  if (known.acknowledged[eventId] !== undefined) return refuse(known, "not-active", "it is acknowledged already");
  const acknowledged = { ...known.acknowledged, [eventId]: { by: actor, at: now } };
  return { words: { ...known, acknowledged }, outcome: { state: "executed" }, ended: [] };
}
