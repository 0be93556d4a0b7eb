import type { EpochMs } from "../../core/time.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import type { Shelved } from "../../core/wire/shelved.ts";
import { channelsOf } from "./deadlines.ts";
import { type LadderRung, localRung } from "./rung.ts";
import type { Climb } from "./state.ts";

/** Who shelved an alarm, why and until when, for a timeline. */
export function shelvedWords({ by, reason, until }: Shelved): string {
  return `shelved by ${by} until ${new Date(until).toISOString()}: ${reason}`;
}

/** An alarm that was shelved leaves its rungs; which they were is kept, as it stays shown where it had come. */
export function shelve(climb: Climb, alarm: StandingAlarm): Climb {
  const { site, announcedAt, rungs, shelvedFrom } = climb;
  return { site, alarm, announcedAt, rungs: {}, shelvedFrom: shelvedFrom ?? Object.keys(rungs) };
}

/** One that is shown again begins at the foot of the ladder, and its deadlines run from now. */
export function showAgain(climb: Climb, alarm: StandingAlarm, now: EpochMs): Climb {
  return { site: climb.site, alarm, announcedAt: now, rungs: {} };
}

/**
 * Who is told at once that a critical alarm was shelved: the first rung with people that it had not reached yet, or the
 * last one it had. Undefined where the ladder calls nobody.
 */
export function deputyRung(climb: Climb, rungs: readonly LadderRung[]): LadderRung | undefined {
  const called = rungs.filter((rung) => rung.id !== localRung && channelsOf(climb, rung).length > 0);
  return called.find(({ id }) => climb.shelvedFrom?.includes(id) !== true) ?? called.at(-1);
}
