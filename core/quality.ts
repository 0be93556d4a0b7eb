/** How far a value may be trusted. Bad carries no value; uncertain still alarms and still controls. */
export type Quality = "good" | "uncertain" | "bad";

/** Why a reading is not good: the closed list, in the order they are stored. */
export const reasons = [
  "checksum",
  "clock",
  "comms",
  "device-fault",
  "disagree",
  "flatline",
  "missing",
  "rate",
  "sensor-range",
  "spike",
  "stale",
  "unread",
] as const;
export type Reason = (typeof reasons)[number];

/** Where a value came from. It is not a quality: a hand reading is good. */
export const origins = ["measured", "substituted", "manual", "simulated", "forecast"] as const;
export type Origin = (typeof origins)[number];

/** The number a quality has in the store (field `quality`): the OPC codes. */
export const qualityCode: Readonly<Record<Quality, 192 | 64 | 0>> = { good: 192, uncertain: 64, bad: 0 };

/** The quality a stored code stands for; anything unknown is bad. */
export function qualityOf(code: number): Quality {
  if (code === 192) return "good";
  return code === 64 ? "uncertain" : "bad";
}

/** The stored spelling of a set of reasons: sorted, comma-joined, empty when there are none. */
export function joinReasons(set: readonly Reason[]): string {
  return [...new Set(set)].sort().join(",");
}

/** The reasons in a stored text; words outside the closed list are left out. */
export function splitReasons(text: string): Reason[] {
  const known: ReadonlySet<string> = new Set(reasons);
  return text.split(",").filter((word): word is Reason => known.has(word));
}
