import { localPathOf } from "../../../core/ids.ts";
import type { EpochMs } from "../../../core/time.ts";
import { type LadderRung, localRung } from "../../ladder/rung.ts";
import type { Climb } from "../../ladder/state.ts";
import type { NewValue } from "../sites/site-view.ts";
import type { RegionState } from "../step.ts";
import { followTrend, isRecovering } from "./recovery.ts";

/** Follows the variables that have a standing alarm, and tells which alarms are on their way to clear in time. */
export class RecoveryWatch {
  readonly #trends: Parameters<typeof followTrend>[0] = new Map();
  readonly #local: LadderRung | undefined;

  constructor(rungs: readonly LadderRung[]) {
    this.#local = rungs.find((rung) => rung.id === localRung);
  }

  /** Notes new values; tells whether one of them is of an alarm, so that the ladder should look again. */
  follow(state: RegionState, site: string, values: readonly NewValue[]): boolean {
    if (Object.keys(state.raised).length === 0) {
      this.#trends.clear();
      return false;
    }
    const watched = new Set(Object.values(state.ladder.climbs).map(pathOf));
    let matters = false;
    for (const { path, value, measuredAt } of values) {
      const full = `${site}/${path}`;
      if (value === null || !watched.has(full)) continue;
      followTrend(this.#trends, full, measuredAt, value);
      matters = true;
    }
    return matters;
  }

  /** The climbs that clear within the site's own time for clearing. */
  recovering(state: RegionState, now: EpochMs): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const [id, raised] of Object.entries(state.raised)) {
      const climb = state.ladder.climbs[id];
      const within = climb === undefined ? undefined : this.#local?.clearWithin?.[climb.alarm.priority];
      if (climb === undefined || within === undefined) continue;
      if (isRecovering(climb.alarm, raised, this.#trends.get(pathOf(climb)), { within, now })) ids.add(id);
    }
    return ids;
  }
}

function pathOf({ site, alarm }: Climb): string {
  return `${site}/${localPathOf(alarm)}`;
}
