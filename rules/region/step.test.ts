import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmDigest, StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { eventSchema, type WireEvent } from "../../core/wire/events.ts";
import type { Notification } from "../ladder/state.ts";
import {
  nothingRemembered,
  type RegionInput,
  type RegionPlan,
  type RegionState,
  regionStart,
  remember,
  rememberedSchema,
  stepRegion,
} from "./step.ts";

const start = Date.UTC(2026, 5, 1);
const site = "gemaal-oostpolder";
const boot = "1-0000000000000001";
const plan: RegionPlan = {
  boot,
  ruleVersion: "v12",
  silentAfter: new Map([[site, 120_000]]),
  rungs: [
    { id: "local", enter: [{ form: "alarm" }], acknowledgeWithin: { high: 900_000, medium: 30_000 } },
    {
      id: "region-duty",
      enter: [{ form: "missed", missed: { rung: "local", deadline: "acknowledgeWithin" } }],
      who: "duty-officer",
      by: { high: ["desk"], medium: ["desk"] },
    },
  ],
};

const pumpFailed: StandingAlarm = {
  key: "pump-1.pump-failed",
  device: "site",
  variable: "pump-1",
  condition: "pump-failed",
  priority: "medium",
  state: "unacknowledged",
  onset: start - 20_000,
  since: start,
  eventId: "7",
  value: null,
  response: "Read the fault code",
};

function digest(revision: number, ...alarms: readonly StandingAlarm[]): RegionInput {
  const content: AlarmDigest = { boot, revision, at: start, alarms: [...alarms] };
  return { kind: "digest", site, digest: content };
}

/** A region in virtual time: every input at its second, every wake-up when it was asked for. */
function host() {
  let state: RegionState = regionStart(nothingRemembered);
  let now = start;
  let nextAt: number | undefined;
  const events: WireEvent[] = [];
  const sent: Notification[] = [];
  const take = (input: RegionInput): void => {
    const step = stepRegion(state, input, plan, { now, recovering: new Set() });
    state = step.state;
    if (step.quiet) return;
    nextAt = step.nextAt;
    events.push(...step.events);
    sent.push(...step.notifications);
  };
  const until = (second: number): void => {
    const end = start + second * 1_000;
    while (nextAt !== undefined && nextAt <= end) {
      now = nextAt;
      take({ kind: "tick" });
    }
    now = end;
  };
  return {
    events,
    sent,
    until,
    at(second: number, input: RegionInput) {
      until(second);
      take(input);
    },
    restart() {
      state = regionStart(rememberedSchema.parse(JSON.parse(JSON.stringify(remember(state)))));
      take({ kind: "tick" });
    },
    get keys() {
      return state.regional.map((alarm) => alarm.key);
    },
    get state() {
      return state;
    },
  };
}

const told = (events: readonly WireEvent[]): readonly string[] =>
  events.map((event) => {
    const second = (event.at - start) / 1_000;
    if (event.kind === "alarm") return `${second} ${event.key} ${event.transition}`;
    return event.kind === "decision" ? `${second} ${event.actuator} ${event.reason.split(";")[0]}` : event.kind;
  });

describe("region", () => {
  test("a medium alarm not acknowledged within 30 s is regional, with its reasons in the event log", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(1, digest(1, pumpFailed));
    region.until(30.999);
    expect(region.keys).toEqual([]);
    region.until(31);
    expect(region.keys).toEqual([`${site}.pump-1.pump-failed`]);
    expect(told(region.events)).toEqual([
      `1 ${site}.pump-1.pump-failed rung local started: the alarm is active`,
      `31 ${site}.pump-1.pump-failed rung region-duty started: nobody acknowledged in time on rung local`,
      `31 ${site}.pump-1.pump-failed raise`,
    ]);
    const [, decision, raise] = region.events;
    expect(raise?.kind === "alarm" && raise.decision).toBe(decision?.id);
    expect(region.sent.map((note) => [note.who, note.channels, note.key])).toEqual([
      ["duty-officer", ["desk"], "pump-1.pump-failed"],
    ]);
  });

  test("a retained or late digest of the same boot changes nothing", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(1, digest(2));
    region.at(2, digest(1, pumpFailed));
    region.at(3, digest(2, pumpFailed));
    expect(region.state.ladder.climbs).toEqual({});
  });

  test("an acknowledge and the end of the alarm are the region's transitions too", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(0, digest(1, pumpFailed));
    region.at(40, digest(2, { ...pumpFailed, state: "acknowledged", acknowledgedBy: "operator" }));
    region.at(50, digest(3));
    expect(told(region.events).filter((line) => /acknowledge$|clear$/.test(line))).toEqual([
      `40 ${site}.pump-1.pump-failed acknowledge`,
      `50 ${site}.pump-1.pump-failed clear`,
    ]);
    expect(region.keys).toEqual([]);
  });

  test("a silent site becomes a regional alarm after its patience, and climbs and ends like any other", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(10, { kind: "heard", site, measured: 1 });
    region.until(129.999);
    expect(region.keys).toEqual([]);
    region.until(130);
    expect(region.keys).toEqual([`${site}.silent`]);
    region.until(1_030);
    expect(region.sent.map((note) => note.key)).toEqual([`${site}.silent`]);
    region.at(1_040, { kind: "heard", site, measured: 2 });
    expect(region.keys).toEqual([]);
    expect(told(region.events).at(-1)).toBe(`1040 ${site}.silent clear`);
  });

  test.each([
    ["the same counter with another salt", "7-00000000000000bb"],
    ["a lower counter", "3-00000000000000bb"],
  ])("%s is a disk that was restored or cloned: a regional alarm, until the next start in order", (_, copy) => {
    const started = (own: string): RegionInput => ({
      kind: "digest",
      site,
      digest: { boot: own, revision: 1, at: start, alarms: [] },
    });
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(1, started("6-00000000000000aa"));
    region.at(2, started("7-00000000000000aa"));
    region.at(3, started("7-00000000000000aa"));
    expect(region.keys).toEqual([]);
    region.at(4, started(copy));
    region.restart();
    expect(region.keys).toEqual([`${site}.boot-repeated`]);
    region.at(5, started("8-00000000000000cc"));
    expect(region.keys).toEqual([]);
    expect(told(region.events).filter((line) => / (raise|clear)$/.test(line))).toEqual([
      `4 ${site}.boot-repeated raise`,
      `5 ${site}.boot-repeated clear`,
    ]);
  });

  test("two clones that take turns keep the alarm standing", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    for (let turn = 0; turn < 6; turn += 1) {
      const own = turn % 2 === 0 ? "7-00000000000000aa" : "7-00000000000000bb";
      region.at(turn, { kind: "digest", site, digest: { boot: own, revision: 1, at: start, alarms: [] } });
    }
    expect(region.keys).toEqual([`${site}.boot-repeated`]);
    expect(region.events.filter((event) => event.kind === "alarm")).toHaveLength(1);
  });

  test("a restart in the middle keeps the deadline, repeats no message and loses no alarm", () => {
    const region = host();
    region.at(0, { kind: "connected" });
    region.at(0, digest(1, pumpFailed));
    region.until(20);
    region.restart();
    region.at(25, { kind: "connected" });
    region.at(25, digest(1, pumpFailed));
    region.until(29.999);
    expect(region.sent).toEqual([]);
    region.until(30);
    region.restart();
    region.at(31, { kind: "connected" });
    region.at(31, digest(1, pumpFailed));
    expect([region.keys, region.sent.length]).toEqual([[`${site}.pump-1.pump-failed`], 1]);
    expect(region.events.filter((event) => event.kind === "alarm")).toHaveLength(1);
  });

  test("whatever comes in whatever order, every event is valid and has an id of its own", () => {
    const anything = fc.array(
      fc.tuple(
        fc.nat(100),
        fc.oneof(
          fc.constant<RegionInput>({ kind: "connected" }),
          fc.constant<RegionInput>({ kind: "disconnected" }),
          fc.nat(3).map((measured): RegionInput => ({ kind: "heard", site, measured })),
          fc
            .tuple(fc.nat(9), fc.constantFrom<StandingAlarm["state"]>("unacknowledged", "acknowledged"), fc.boolean())
            .map(([revision, state, stands]) => digest(revision, ...(stands ? [{ ...pumpFailed, state }] : []))),
        ),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(anything, (story) => {
        const region = host();
        let second = 0;
        for (const [after, input] of story) {
          second += after;
          region.at(second, input);
        }
        region.until(second + 2_000);
        for (const event of region.events) expect(eventSchema.safeParse(event).success).toBe(true);
        expect(new Set(region.events.map((event) => event.id)).size).toBe(region.events.length);
        expect(rememberedSchema.safeParse(remember(region.state)).success).toBe(true);
      }),
    );
  });
});
