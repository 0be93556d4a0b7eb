import type { DurationMs, EpochMs } from "../../../core/time.ts";
import type { StandingAlarm } from "../../../core/wire/alarm-digest.ts";
import type { AlarmEvent } from "../../../core/wire/events.ts";

/** Two moments of one variable, far enough apart to tell a direction. */
interface Trend {
  readonly before: { readonly at: EpochMs; readonly value: number };
  readonly last: { readonly at: EpochMs; readonly value: number };
}

const shortest: DurationMs = 30_000;
const oldest: DurationMs = 30 * 60_000;

/** Notes a good value. Values closer together than half a minute say nothing about a direction. */
export function followTrend(trends: Map<string, Trend>, path: string, at: EpochMs, value: number): void {
  const known = trends.get(path);
  const last = { at, value };
  if (known === undefined || at - known.last.at > oldest) trends.set(path, { before: last, last });
  else if (at > known.last.at) {
    const before = known.last.at - known.before.at >= shortest ? known.last : known.before;
    trends.set(path, { before: at - before.at > oldest ? known.last : before, last });
  }
}

/** What is known of an alarm's limit: from the event that raised it. */
export type Raised = Pick<AlarmEvent, "limit" | "value">;

/**
 * Whether an alarm's variable moves back at a rate that passes the limit within `within`. Without a limit, a value or two
 * moments apart it is not recovering: then it climbs.
 */
export function isRecovering(
  alarm: StandingAlarm,
  raised: Raised | undefined,
  trend: Trend | undefined,
  bounds: { readonly within: DurationMs; readonly now: EpochMs },
): boolean {
  if (alarm.state !== "unacknowledged" && alarm.state !== "acknowledged") return false;
  const limit = raised?.limit ?? null;
  const at = raised?.value ?? null;
  if (limit === null || at === null || trend === undefined || bounds.now - trend.last.at > oldest) return false;
  const elapsed = trend.last.at - trend.before.at;
  if (elapsed < shortest) return false;
  const rate = (trend.last.value - trend.before.value) / elapsed;
  const left = limit - trend.last.value;
  const high = at > limit;
  if (high ? rate >= 0 || left >= 0 : rate <= 0 || left <= 0) return false;
  return trend.last.at + left / rate <= bounds.now + bounds.within;
}
