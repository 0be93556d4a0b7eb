import type { DurationMs } from "../../../core/time.ts";

const hour: DurationMs = 3_600_000;
const day: DurationMs = 24 * hour;

/** The duration of a retention policy as InfluxDB shows it (`168h0m0s`), ms; null is for ever. */
export function policyDuration(shown: string): DurationMs | null {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(shown) ?? [];
  const duration = Number(hours) * hour + Number(minutes) * 60_000 + Number(seconds) * 1000;
  return duration === 0 ? null : duration;
}

/** How long a database is to keep points, and how long its policy says now. */
export interface PolicyWish {
  readonly database: string;
  readonly policy: string;
  /** What is asked for, ms; null is no wish. */
  readonly keep: DurationMs | null;
  /** What is, ms; null is for ever. */
  readonly now: DurationMs | null;
}

/**
 * The statement that makes a retention policy keep points as long as is asked for; undefined when it does. The shard duration
 * must not be longer than the retention.
 * Source: InfluxData, "Manage your database using InfluxQL" (1.8), ALTER RETENTION POLICY and shard group duration.
 */
export function policyChange({ database, policy, keep, now }: PolicyWish): string | undefined {
  if (keep === null || keep === now) return undefined;
  const shard = keep < 2 * day ? "1h" : keep <= 180 * day ? "1d" : "7d";
  const place = `"${policy.replace(/["\\]/g, "\\$&")}" ON "${database.replace(/["\\]/g, "\\$&")}"`;
  return `ALTER RETENTION POLICY ${place} DURATION ${Math.ceil(keep / 1000)}s SHARD DURATION ${shard}`;
}
