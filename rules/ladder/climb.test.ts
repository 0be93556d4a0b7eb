import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { type AlarmStateName, priorities } from "../../core/wire/alarm-words.ts";
import { type LadderInput, type LadderStep, stepLadder } from "./climb.ts";
import { regionalAlarms } from "./regional.ts";
import type { LadderRung } from "./rung.ts";
import { climbId, emptyLadder, type LadderState, ladderStateSchema } from "./state.ts";

const start = Date.UTC(2026, 5, 1);
const second = 1_000;
const site = "gemaal-oostpolder";

const rungs: readonly LadderRung[] = [
  {
    id: "local",
    enter: [{ form: "alarm" }],
    acknowledgeWithin: { critical: 300_000, high: 60_000, medium: 30_000 },
    clearWithin: { high: 600_000, medium: 900_000 },
  },
  {
    id: "region-duty",
    enter: [
      { form: "priority", priority: "critical" },
      { form: "missed", missed: { rung: "local", deadline: "acknowledgeWithin" }, priorities: ["high", "medium"] },
      { form: "missed", missed: { rung: "local", deadline: "clearWithin" } },
    ],
    who: "duty-officer",
    by: { critical: ["desk"], high: ["desk"], medium: ["desk"] },
    acknowledgeWithin: { critical: 120_000, medium: 60_000 },
    repeat: { critical: 30_000 },
  },
  {
    id: "region-deputy",
    enter: [{ form: "missed", missed: { rung: "region-duty", deadline: "acknowledgeWithin" } }],
    who: "deputy",
    by: { critical: ["desk"], medium: ["desk"] },
  },
];

function alarm(changes: Partial<StandingAlarm> = {}): StandingAlarm {
  return {
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
    ...changes,
  };
}

/** A host in one line of time: steps at inputs and at every `nextAt`, and remembers what happened when. */
function host(state: LadderState = emptyLadder) {
  let step: LadderStep = { state, timeline: [], notifications: [], nextAt: undefined };
  let now = start;
  const log: string[] = [];
  const take = (input: LadderInput): void => {
    step = stepLadder(step.state, input, rungs, now);
    for (const line of step.timeline) log.push(`${(line.at - start) / second} ${line.rung} ${line.change}`);
    for (const note of step.notifications) log.push(`${(note.at - start) / second} tell ${note.who}`);
  };
  return {
    log,
    take,
    get state() {
      return step.state;
    },
    stand: (...alarms: readonly StandingAlarm[]) => take({ kind: "standing", site, alarms }),
    restart: () => {
      step = { ...step, state: ladderStateSchema.parse(JSON.parse(JSON.stringify(step.state))), nextAt: undefined };
      take({ kind: "tick" });
    },
    until(at: number) {
      while (step.nextAt !== undefined && step.nextAt <= start + at * second) {
        now = step.nextAt;
        take({ kind: "tick" });
      }
      now = start + at * second;
    },
  };
}

describe("ladder", () => {
  test("a medium alarm nobody acknowledges reaches the region after its 30 s and the deputy 60 s later", () => {
    const ladder = host();
    ladder.stand(alarm());
    ladder.until(29.999);
    expect(ladder.log).toEqual(["0 local entered"]);
    expect(regionalAlarms(ladder.state, "-")).toEqual([]);
    ladder.until(600);
    expect(ladder.log.slice(1)).toEqual([
      "30 region-duty entered",
      "30 tell duty-officer",
      "90 region-deputy entered",
      "90 tell deputy",
    ]);
    expect(regionalAlarms(ladder.state, "-")).toEqual([
      { ...alarm(), key: `${site}.pump-1.pump-failed`, device: site, variable: "pump-1" },
    ]);
  });

  test("an acknowledge in time keeps it at the site, and the clear deadline still climbs", () => {
    const ladder = host();
    ladder.stand(alarm());
    ladder.until(29);
    ladder.stand(alarm({ state: "acknowledged" }));
    ladder.until(899);
    expect(ladder.log).toEqual(["0 local entered"]);
    ladder.until(2_000);
    expect(ladder.log.slice(1)).toEqual(["900 region-duty entered", "900 tell duty-officer"]);
  });

  test("a critical alarm starts the region at once, is repeated, and stops when acknowledged", () => {
    const ladder = host();
    ladder.stand(alarm({ priority: "critical" }));
    expect(ladder.log).toEqual(["0 local entered", "0 region-duty entered", "0 tell duty-officer"]);
    ladder.until(70);
    ladder.stand(alarm({ priority: "critical", state: "acknowledged" }));
    ladder.until(1_000);
    expect(ladder.log.filter((line) => line.includes("tell"))).toEqual([
      "0 tell duty-officer",
      "30 tell duty-officer",
      "60 tell duty-officer",
    ]);
  });

  test("while recovering nothing climbs; a deadline past by then is due at once when the recovery ends", () => {
    const ladder = host();
    ladder.stand(alarm());
    const id = climbId(site, alarm().key);
    const step = (at: number, recovering: ReadonlySet<string>) =>
      stepLadder(ladder.state, { kind: "tick", recovering }, rungs, start + at * second);
    expect(step(45, new Set([id])).timeline).toEqual([]);
    expect(step(45, new Set()).timeline.map((line) => line.rung)).toEqual(["region-duty"]);
  });

  test("chattering does not hold the deadline off; coming back after an acknowledge starts it anew", () => {
    const ladder = host();
    ladder.stand(alarm());
    ladder.until(10);
    ladder.stand(alarm({ state: "rtnUnacknowledged" }));
    ladder.until(20);
    ladder.stand(alarm({ eventId: "8", since: start + 20_000 }));
    ladder.until(30);
    expect(ladder.log.at(-2)).toBe("30 region-duty entered");
    ladder.stand(alarm({ eventId: "8", state: "acknowledged" }));
    ladder.until(50);
    ladder.stand(alarm({ eventId: "9" }));
    expect(ladder.log.slice(-3)).toEqual(["50 local repeated", "50 region-duty repeated", "50 tell duty-officer"]);
    ladder.until(109.9);
    expect(ladder.log.at(-1)).toBe("50 tell duty-officer");
    ladder.until(110);
    expect(ladder.log.at(-1)).toBe("110 tell deputy");
  });

  test("one that went by itself unseen climbs no further, and is due at once when it comes back too late", () => {
    const ladder = host();
    ladder.stand(alarm());
    ladder.until(10);
    ladder.stand(alarm({ state: "rtnUnacknowledged" }));
    ladder.until(100);
    expect(ladder.log).toEqual(["0 local entered"]);
    ladder.stand(alarm({ eventId: "8" }));
    expect(ladder.log.slice(-2)).toEqual(["100 region-duty entered", "100 tell duty-officer"]);
  });

  test("normal again: every rung lets go and the region's list is empty", () => {
    const ladder = host();
    ladder.stand(alarm());
    ladder.until(40);
    ladder.stand();
    expect(ladder.log.slice(-2)).toEqual(["40 local left", "40 region-duty left"]);
    expect(ladder.state.climbs).toEqual({});
  });

  test("what was not confirmed stays to be sent under the same id", () => {
    const ladder = host();
    ladder.stand(alarm({ priority: "critical" }));
    const [note] = ladder.state.outbox;
    ladder.restart();
    expect(ladder.state.outbox).toEqual([note]);
    ladder.take({ kind: "sent", id: note?.id ?? "" });
    expect(ladder.state.outbox).toEqual([]);
  });
});

const states = ["unacknowledged", "acknowledged", "rtnUnacknowledged", "normal"] as const satisfies AlarmStateName[];
const moves = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 200 }),
    alarms: fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), state: fc.constantFrom(...states) }), {
      maxLength: 3,
    }),
  }),
  { maxLength: 12 },
);
const named = fc.record({
  a: fc.constantFrom(...priorities),
  b: fc.constantFrom(...priorities),
  c: fc.constantFrom(...priorities),
});
type Move = {
  readonly after: number;
  readonly alarms: readonly { key: "a" | "b" | "c"; state: (typeof states)[number] }[];
};

function digest(move: Move, levels: Readonly<Record<string, StandingAlarm["priority"]>>): StandingAlarm[] {
  const latest = new Map(move.alarms.map((entry) => [entry.key, entry.state]));
  return [...latest]
    .filter(([, state]) => state !== "normal")
    .map(([key, state]) => alarm({ key: `pump.${key}`, condition: key, state, priority: levels[key] ?? "low" }));
}

describe("ladder, whatever happens", () => {
  test("a restart at any point changes no deadline and no message", () => {
    fc.assert(
      fc.property(moves, named, fc.nat(12), (story, levels, cut) => {
        const live = (restartAt: number) => {
          const ladder = host();
          let at = 0;
          for (const [index, move] of story.entries()) {
            at += move.after;
            ladder.until(at);
            if (index === restartAt) ladder.restart();
            ladder.stand(...digest(move, levels));
          }
          ladder.until(at + 2_000);
          return [ladder.log, ladder.state];
        };
        expect(live(cut)).toEqual(live(-1));
      }),
    );
  });

  test("telling it twice says nothing new, no message id comes twice, and no standing alarm is lost", () => {
    fc.assert(
      fc.property(moves, named, (story, levels) => {
        const ladder = host();
        let at = 0;
        for (const move of story) {
          at += move.after;
          ladder.until(at);
          const alarms = digest(move, levels);
          ladder.stand(...alarms);
          const said = ladder.log.length;
          ladder.stand(...alarms);
          expect(ladder.log.length).toBe(said);
          expect(Object.keys(ladder.state.climbs).sort()).toEqual(alarms.map((one) => climbId(site, one.key)).sort());
        }
        const ids = ladder.state.outbox.map((note) => note.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test("an unanswered alarm is always past its deadline's rung: none waits between two rungs", () => {
    fc.assert(
      fc.property(moves, named, (story, levels) => {
        const ladder = host();
        let at = 0;
        for (const move of story) {
          at += move.after;
          ladder.until(at);
          ladder.stand(...digest(move, levels));
          for (const climb of Object.values(ladder.state.climbs)) {
            const { priority, state } = climb.alarm;
            const within = rungs[0]?.acknowledgeWithin?.[priority];
            const overdue = within !== undefined && start + at * second >= climb.announcedAt + within;
            const late = state === "unacknowledged" && (priority === "critical" || overdue);
            if (late) expect(Object.keys(climb.rungs)).toContain("region-duty");
          }
        }
      }),
    );
  });
});
