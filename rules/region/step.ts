import { z } from "zod";
import { type DurationMs, type EpochMs, earliest } from "../../core/time.ts";
import { type AlarmDigest, alarmDigestSchema, type StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { AlarmEvent, WireEvent } from "../../core/wire/events.ts";
import { regionItself } from "../../core/wire/topics.ts";
import { type LadderInput, type LadderStep, stepLadder, type TimelineEntry } from "../ladder/climb.ts";
import { regionalAlarms } from "../ladder/regional.ts";
import type { LadderRung } from "../ladder/rung.ts";
import { climbId, emptyLadder, ladderStateSchema, type Notification } from "../ladder/state.ts";
import { alarmChanges, endsSoon } from "./alarms/alarm-changes.ts";
import { passWords, takeWord, withWords, wordsSchema } from "./alarms/own-alarms.ts";
import type { Outcome, Word } from "./orders/orders.ts";
import { bootAlarms, followBoots } from "./sites/boot-order.ts";
import { forgeriesSchema, forgeryAlarms, noteForgery, recentForgeries } from "./sites/forgery.ts";
import { noSilence, type SilenceInput, type SilenceState, silenceAlarms, stepSilence } from "./sites/silence.ts";

const limitSeen = z.strictObject({ limit: z.number().nullable(), value: z.number().nullable() });

/** What the region writes to disk: everything that must survive its restart. */
export const rememberedSchema = z.strictObject({
  ladder: ladderStateSchema,
  silent: z.record(z.string(), z.number()),
  digests: z.record(z.string(), z.strictObject({ boot: z.string(), revision: z.number() })),
  raised: z.record(z.string(), limitSeen),
  regional: z.array(alarmDigestSchema.shape.alarms.element),
  /** Sites whose count of starts did not rise, and since when. */
  repeatedBoots: z.record(z.string(), z.number()).default({}),
  forgeries: forgeriesSchema.default({}),
  ...wordsSchema,
});
export type Remembered = z.infer<typeof rememberedSchema>;

/** What a region that has never run remembers. */
export const nothingRemembered: Remembered = {
  ladder: emptyLadder,
  silent: {},
  digests: {},
  raised: {},
  regional: [],
  repeatedBoots: {},
  forgeries: {},
  acknowledged: {},
  announced: {},
  shelves: {},
};

/** Everything the region knows. */
export interface RegionState extends Remembered {
  readonly silence: SilenceState;
  readonly connected: boolean;
  /** Events made in this boot so far: they give each event its id. */
  readonly made: number;
}

/** What the region goes by: compiled from its file. */
export interface RegionPlan {
  readonly boot: string;
  readonly rungs: readonly LadderRung[];
  readonly silentAfter: ReadonlyMap<string, DurationMs>;
  readonly ruleVersion: string;
}

/** What happens to the region. */
export type RegionInput =
  | { readonly kind: "digest"; readonly site: string; readonly digest: AlarmDigest }
  | { readonly kind: "events"; readonly site: string; readonly events: readonly WireEvent[] }
  | { readonly kind: "heard"; readonly site: string; readonly measured: number | undefined }
  | { readonly kind: "connected" }
  | { readonly kind: "disconnected" }
  | { readonly kind: "sent"; readonly id: string }
  /** Somebody spoke in a site's name without its key. */
  | { readonly kind: "forged"; readonly site: string }
  | { readonly kind: "word"; readonly word: Word }
  | { readonly kind: "tick" };

/** What the host knows of the moment. `recovering` holds climb ids. */
export interface Moment {
  readonly now: EpochMs;
  readonly recovering: ReadonlySet<string>;
}

/** What a step leads to. */
export interface RegionStep {
  readonly state: RegionState;
  /** Nothing but a sign of life: nothing to tell, nothing to keep, and the next wake-up stays as it was. */
  readonly quiet: boolean;
  readonly events: readonly WireEvent[];
  readonly notifications: readonly Notification[];
  /** What became of the operator's word, where the input was one. */
  readonly outcome?: Outcome;
  readonly nextAt: EpochMs | undefined;
}

/** The state a region starts with, from what it remembered; `made` events of this boot were made before. */
export function regionStart(remembered: Remembered, made = 0): RegionState {
  return { ...remembered, silence: { ...noSilence, silent: remembered.silent }, connected: false, made };
}

/** The id of the n-th event of a boot. */
export function eventId(boot: string, made: number): string {
  return `${boot}.${made}`;
}

/** The part of the state that goes to disk. */
export function remember({ silence, connected: _link, made: _count, ...known }: RegionState): Remembered {
  return { ...known, silent: { ...silence.silent } };
}

/** One step of the region: who is silent, what climbs, which alarms are the region's now, and what is to be told of it. */
export function stepRegion(before: RegionState, input: RegionInput, plan: RegionPlan, moment: Moment): RegionStep {
  const heard = stepSilence(before.silence, silenceInput(before, input), plan.silentAfter, moment.now);
  if (input.kind === "heard" && before.silence.silent[input.site] === undefined) {
    const state = { ...before, silence: heard.state };
    return { state, quiet: true, events: [], notifications: [], nextAt: undefined };
  }
  const known = { ...before, silence: heard.state };
  const stale = input.kind === "digest" && !isNews(before.digests[input.site], input.digest);
  const taken: RegionInput = stale ? { kind: "tick" } : input;
  const { state: noted, outcome, said, endsSoon, nextAt } = hear(note(known, taken, moment.now), taken, moment.now);
  const ladder = climb(noted, taken, plan, moment);
  const state = { ...noted, ladder: ladder.state };
  const regional = [...ownAlarms(state), ...regionalAlarms(state.ladder, regionItself)];
  const told = { timeline: ladder.timeline, before: before.regional, regional, said, endsSoon };
  const events = eventsOf(told, state.made, plan, moment.now);
  return {
    state: { ...state, regional, made: state.made + events.length },
    quiet: false,
    events,
    notifications: ladder.notifications,
    ...(outcome === undefined ? {} : { outcome }),
    nextAt: earliest(earliest(heard.nextAt, nextAt), ladder.nextAt),
  };
}

/** What the region itself notices about its sites. */
function noticed({ silence, repeatedBoots, forgeries }: RegionState): readonly StandingAlarm[] {
  return [...silenceAlarms(silence), ...bootAlarms(repeatedBoots), ...forgeryAlarms(forgeries)];
}

/** The same with what people said of it. */
const ownAlarms = (state: RegionState): readonly StandingAlarm[] => withWords(noticed(state), state);

/** What is told of an alarm besides its change: by whom, with which note. */
type Said = ReadonlyMap<string, Pick<AlarmEvent, "note" | "actor">>;

interface Heard {
  readonly state: RegionState;
  readonly outcome?: Outcome;
  readonly said: Said;
  readonly endsSoon: readonly string[];
  readonly nextAt: EpochMs | undefined;
}

/** Takes forgeries and people's words on the region's own alarms, and forgets those that are over. */
function hear(before: RegionState, input: RegionInput, now: EpochMs): Heard {
  const known = input.kind === "forged" ? noteForgery(before.forgeries, input.site, now) : before.forgeries;
  const { forgeries, nextAt } = recentForgeries(known, now);
  const state = { ...before, forgeries };
  const own = noticed(state);
  if (input.kind !== "word") {
    const { words, ended: said, endsSoon, nextAt: shelfAt } = passWords(state, own, now);
    return { state: { ...state, ...words }, said, endsSoon, nextAt: earliest(nextAt, shelfAt) };
  }
  const { word } = input;
  const taken = takeWord(state, word, { own, regional: before.regional }, now);
  const { words, ended, endsSoon, nextAt: shelfAt } = passWords(taken.words, own, now);
  const note = word.kind === "acknowledge" && word.note !== undefined ? [[word.key, { note: word.note }] as const] : [];
  const said = new Map([...note, ...taken.ended, ...ended]);
  const { outcome } = taken;
  return { state: { ...state, ...words }, outcome, said, endsSoon, nextAt: earliest(nextAt, shelfAt) };
}

function note(state: RegionState, input: RegionInput, now: EpochMs): RegionState {
  switch (input.kind) {
    case "connected":
      return { ...state, connected: true };
    case "disconnected":
      return { ...state, connected: false };
    case "digest": {
      const { boot, revision, alarms } = input.digest;
      const standing = new Set(alarms.map((alarm) => climbId(input.site, alarm.key)));
      const kept = Object.entries(state.raised).filter(([id]) => standing.has(id) || !id.startsWith(`${input.site}/`));
      const digests = { ...state.digests, [input.site]: { boot, revision } };
      const before = state.digests[input.site]?.boot;
      const repeatedBoots = followBoots(state.repeatedBoots, input.site, { before, boot, now });
      return { ...state, digests, repeatedBoots, raised: Object.fromEntries(kept) };
    }
    case "events": {
      const limits = input.events.flatMap((event) => {
        const limited = event.kind === "alarm" && event.to === "unacknowledged" && event.limit !== null;
        return limited ? [[climbId(input.site, event.key), { limit: event.limit, value: event.value }] as const] : [];
      });
      return limits.length === 0 ? state : { ...state, raised: { ...state.raised, ...Object.fromEntries(limits) } };
    }
    default:
      return state;
  }
}

function silenceInput(state: RegionState, input: RegionInput): SilenceInput {
  if (input.kind === "connected") return { kind: "connected" };
  if (input.kind === "heard") return { kind: "heard", site: input.site, measured: input.measured };
  return { kind: "tick", connected: state.connected };
}

/** A digest already known, or older than the one known of the same boot, changes nothing on the ladder. */
function isNews(before: RegionState["digests"][string] | undefined, digest: AlarmDigest): boolean {
  return before?.boot !== digest.boot || digest.revision > before.revision;
}

function climb(state: RegionState, input: RegionInput, plan: RegionPlan, moment: Moment): LadderStep {
  const { recovering, now } = moment;
  const inputs: LadderInput[] = [{ kind: "standing", site: regionItself, alarms: ownAlarms(state), recovering }];
  if (input.kind === "sent") inputs.push(input);
  if (input.kind === "digest")
    inputs.push({ kind: "standing", site: input.site, alarms: input.digest.alarms, recovering });
  let step: LadderStep = { state: state.ladder, timeline: [], notifications: [], nextAt: undefined };
  for (const next of inputs) {
    const taken = stepLadder(step.state, next, plan.rungs, now);
    step = {
      ...taken,
      timeline: [...step.timeline, ...taken.timeline],
      notifications: [...step.notifications, ...taken.notifications],
    };
  }
  return step;
}

interface Told {
  readonly timeline: readonly TimelineEntry[];
  readonly before: RegionState["regional"];
  readonly regional: RegionState["regional"];
  readonly said: Said;
  readonly endsSoon: readonly string[];
}

function eventsOf(told: Told, made: number, plan: RegionPlan, now: EpochMs): readonly WireEvent[] {
  const events: WireEvent[] = [];
  const because = new Map<string, string>();
  const nextId = (): string => eventId(plan.boot, made + events.length);
  for (const entry of told.timeline) {
    const key = regionalKey(entry);
    if (!because.has(key) || entry.change === "entered") because.set(key, nextId());
    events.push(decisionOf(entry, nextId(), plan.ruleVersion));
  }
  const warned = told.regional.filter(({ key }) => told.endsSoon.includes(key)).map((alarm) => endsSoon(alarm, now));
  for (const change of [...alarmChanges(told.before, told.regional, now), ...warned]) {
    const decision = because.get(change.key);
    const said = told.said.get(change.key) ?? {};
    events.push({ ...change, ...said, id: nextId(), ...(decision === undefined ? {} : { decision }) });
  }
  return events;
}

function regionalKey({ site, alarm }: TimelineEntry): string {
  return site === regionItself ? alarm.key : `${site}.${alarm.key}`;
}

const changeWords = { entered: "started", repeated: "told again", told: "told", left: "let go" } as const;

function decisionOf(entry: TimelineEntry, id: string, ruleVersion: string): WireEvent {
  const { at, alarm, rung, change, reason } = entry;
  return {
    kind: "decision",
    at,
    id,
    actuator: regionalKey(entry),
    value: null,
    layer: "ladder",
    reason: `rung ${rung} ${changeWords[change]}: ${reason}; ${alarm.priority}, ${alarm.state} since ${new Date(alarm.since).toISOString()}`,
    ruleVersion,
    inputs: [],
    refused: [],
  };
}
