import {
  joinReasons,
  type Origin,
  origins,
  type Quality,
  qualityCode,
  type Reason,
  reasons,
  splitReasons,
} from "../quality.ts";
import type { EpochMs } from "../time.ts";
import { dataTypes, type MetricValue, type PropertySet, type PropertyValue } from "./types.ts";

/**
 * The numbers Sparkplug allows for the property `Quality`. Stale is a kind of bad; uncertain has no number and goes as
 * bad with the own property `q`.
 * Source: Sparkplug 3.0.0, tck-id-payloads-propertyset-quality-value-value.
 */
const wireQuality = { bad: 0, good: 192, stale: 500 } as const;

/** The properties that tell a reading's quality. All but `Quality` are our own. */
const names = { quality: "Quality", code: "q", reason: "reason", origin: "origin", received: "received" } as const;

/** What is said of one reading beside its value. An absent quality is good and not said. */
export interface Remarks {
  readonly quality?: Quality;
  readonly reasons: readonly Reason[];
  readonly origin: Origin;
  /** Absent where it is not more than a second later than measured. */
  readonly receivedAt?: EpochMs;
}

/** The property set that says them; undefined when there is nothing to say. */
export function remarkProperties(remarks: Remarks): PropertySet | undefined {
  const set = new Map<string, PropertyValue>();
  if (remarks.quality !== undefined) set.set(names.quality, int32(wireCode(remarks.quality, remarks.reasons)));
  if (remarks.quality === "uncertain") set.set(names.code, int32(qualityCode.uncertain));
  if (remarks.reasons.length > 0) set.set(names.reason, text(joinReasons(remarks.reasons)));
  if (remarks.origin !== "measured") set.set(names.origin, text(remarks.origin));
  if (remarks.receivedAt !== undefined) {
    set.set(names.received, { type: dataTypes.DateTime, value: remarks.receivedAt });
  }
  return set.size === 0 ? undefined : set;
}

function wireCode(quality: Quality, because: readonly Reason[]): number {
  if (quality === "good") return wireQuality.good;
  return quality === "bad" && because.includes("stale") ? wireQuality.stale : wireQuality.bad;
}

const int32 = (value: number): PropertyValue => ({ type: dataTypes.Int32, value });
const text = (value: string): PropertyValue => ({ type: dataTypes.String, value });

/** Remarks in the terms of the store's columns. */
export interface StoredRemarks {
  /** 192, 64, 0; -1 where the metric said none. */
  readonly quality: number;
  /** Sorted and comma-joined, of our closed list. */
  readonly reason: string;
  /** Empty when measured. */
  readonly origin: string;
  /** NaN where it is not said. */
  readonly receivedAt: EpochMs;
}

/** What a metric without properties says. */
export const noRemarks: StoredRemarks = { quality: -1, reason: "", origin: "", receivedAt: Number.NaN };

/** Reads remarks from properties, also those of third parties. A quality that is none of the known numbers is bad. */
export function remarksOf(properties: PropertySet): StoredRemarks {
  const quality = properties.get(names.quality);
  const code = properties.get(names.code)?.value;
  const stale = quality?.value === wireQuality.stale;
  const reason = textOf(properties.get(names.reason)?.value);
  const origin = textOf(properties.get(names.origin)?.value);
  const receivedAt = properties.get(names.received)?.value;
  return {
    quality: quality === undefined && code === undefined ? -1 : storedCode(quality?.value, code),
    reason: joinReasons(splitReasons(reason === "" && stale ? "stale" : reason)),
    origin: origin !== "measured" && (origins as readonly string[]).includes(origin) ? origin : "",
    receivedAt: typeof receivedAt === "number" ? receivedAt : Number.NaN,
  };
}

function storedCode(quality: MetricValue | undefined, code: MetricValue | undefined): number {
  if (code === qualityCode.uncertain || quality === qualityCode.uncertain) return qualityCode.uncertain;
  return quality === wireQuality.good ? qualityCode.good : qualityCode.bad;
}

function textOf(value: MetricValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The reasons of a bit set: bit i is `reasons[i]`. */
export function reasonsOfBits(bits: number): Reason[] {
  return reasons.filter((_, bit) => bits & (1 << bit));
}
