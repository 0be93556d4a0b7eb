import { describe, expect, test } from "vitest";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { Shelved } from "../../core/wire/shelved.ts";
import { type LadderStep, stepLadder } from "./climb.ts";
import { silentLocal, stepLocal } from "./local.ts";
import { regionalAlarms } from "./regional.ts";
import type { LadderRung } from "./rung.ts";
import { emptyLadder, ladderStateSchema } from "./state.ts";

const start = Date.UTC(2026, 5, 1);
const second = 1_000;
const site = "gemaal-oostpolder";

const rungs: readonly LadderRung[] = [
  { id: "local", enter: [{ form: "alarm" }], acknowledgeWithin: { high: 60_000 }, clearWithin: { high: 600_000 } },
  {
    id: "region-duty",
    enter: [
      { form: "priority", priority: "critical" },
      { form: "missed", missed: { rung: "local", deadline: "acknowledgeWithin" } },
    ],
    who: "duty-officer",
    by: { critical: ["desk"], high: ["desk"] },
    repeat: { critical: 30_000, high: 30_000 },
  },
  {
    id: "region-deputy",
    enter: [{ form: "missed", missed: { rung: "region-duty", deadline: "acknowledgeWithin" } }],
    who: "deputy",
    by: { critical: ["desk"] },
  },
];

const shelved: Shelved = {
  by: "anna",
  reason: "work",
  since: start,
  until: start + 3_600_000,
  oneShot: false,
  occurred: 0,
};

const alarm = (changes: Partial<StandingAlarm> = {}): StandingAlarm => ({
  key: "gauge.level.level-hi",
  device: "gauge",
  variable: "level",
  condition: "level-hi",
  priority: "high",
  state: "unacknowledged",
  onset: start,
  since: start,
  eventId: "7",
  value: 1,
  response: "Look",
  ...changes,
});

/** The ladder in virtual time, with what it told. */
class Ladder {
  readonly log: string[] = [];
  now = start;
  step: LadderStep = { state: emptyLadder, timeline: [], notifications: [], nextAt: undefined };

  stand(...alarms: readonly StandingAlarm[]): void {
    this.#take({ kind: "standing", site, alarms });
  }

  until(at: number): this {
    for (; this.step.nextAt !== undefined && this.step.nextAt <= start + at * second; ) {
      this.now = this.step.nextAt;
      this.#take({ kind: "tick" });
    }
    this.now = start + at * second;
    return this;
  }

  #take(input: Parameters<typeof stepLadder>[1]): void {
    const state = ladderStateSchema.parse(JSON.parse(JSON.stringify(this.step.state)));
    this.step = stepLadder(state, input, rungs, this.now);
    const at = (this.now - start) / second;
    for (const line of this.step.timeline) this.log.push(`${at} ${line.rung} ${line.change}`);
    for (const note of this.step.notifications) this.log.push(`${at} call ${note.who}`);
  }
}

describe("a shelved alarm on the ladder", () => {
  test("leaves its rungs, climbs no further and is told nobody again, while the region goes on showing it", () => {
    const ladder = new Ladder();
    ladder.stand(alarm());
    ladder.until(65).stand(alarm({ shelved }));
    expect(ladder.log.slice(-2)).toEqual(["65 local left", "65 region-duty left"]);
    ladder.until(3_000).stand(alarm({ shelved: { ...shelved, occurred: 1 } }));
    expect(ladder.log).toHaveLength(5);
    expect(ladder.step.nextAt).toBeUndefined();
    expect(regionalAlarms(ladder.step.state, "-")).toMatchObject([{ shelved: { by: "anna", occurred: 1 } }]);
  });

  test("begins at the foot when it is shown again: its deadlines run from then", () => {
    const ladder = new Ladder();
    ladder.stand(alarm());
    ladder.until(65).stand(alarm({ shelved }));
    ladder.until(700).stand(alarm());
    expect(ladder.log.slice(-1)).toEqual(["700 local entered"]);
    expect(regionalAlarms(ladder.step.state, "-")).toEqual([]);
    ladder.until(759);
    expect(ladder.log.slice(-1)).toEqual(["700 local entered"]);
    ladder.until(760);
    expect(ladder.log.slice(-2)).toEqual(["760 region-duty entered", "760 call duty-officer"]);
  });

  test("is told the deputy at once when it is critical, once, also where the region hears of it late", () => {
    const ladder = new Ladder();
    const critical = alarm({ priority: "critical" });
    ladder.stand(critical);
    ladder.until(10).stand({ ...critical, shelved });
    expect(ladder.log.slice(-2)).toEqual(["10 region-deputy told", "10 call deputy"]);
    ladder.until(100).stand({ ...critical, shelved });
    expect(ladder.log).toHaveLength(7);
    const late = new Ladder();
    late.stand({ ...critical, shelved });
    expect(late.log).toEqual(["0 region-duty told", "0 call duty-officer"]);
    expect(late.step.notifications[0]?.reason).toContain("shelved by anna until 2026-06-01T01:00:00.000Z: work");
    expect(regionalAlarms(late.step.state, "-")).toHaveLength(1);
  });

  test("that is normal is no alarm to anybody, and gone when it is shown again", () => {
    const ladder = new Ladder();
    ladder.stand(alarm({ state: "normal", shelved }));
    ladder.until(3_000).stand();
    expect(ladder.log).toEqual([]);
    expect(ladder.step.state.climbs).toEqual({});
  });

  test("does not sound at its site", () => {
    const rung = { outputs: [{ actuator: "siren", priorities: ["high" as const], for: 60_000 }] };
    const sounds = (one: StandingAlarm) =>
      stepLocal(silentLocal, { alarms: [one] }, rung, start).state.sounding["siren"];
    expect([sounds(alarm()), sounds(alarm({ shelved }))]).toEqual([true, false]);
  });
});
