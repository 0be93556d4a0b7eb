import { isControlMetric, type MetricReading, readingOf } from "../../../core/sparkplug/reading.ts";
import { nodeDevice } from "../../../core/sparkplug/topics.ts";
import type { Metric, Payload } from "../../../core/sparkplug/types.ts";
import type { EpochMs } from "../../../core/time.ts";

/** The newest reading of one variable. */
export type LatestValue = MetricReading;

/** A reading that has just become the newest. */
export interface NewValue extends LatestValue {
  /** `device/variable`. */
  readonly path: string;
}

const mostAliases = 100_000;

/** One site as its Sparkplug messages show it: its newest values, by what its births say of names and aliases. */
export class SiteView {
  readonly #aliases = new Map<number | bigint, string>();
  readonly #values = new Map<string, LatestValue>();
  /** Since when nothing is known of it: its session ended. Undefined while it stands. */
  unknownSince: EpochMs | undefined;

  get values(): ReadonlyMap<string, LatestValue> {
    return this.#values;
  }

  /** A node's birth: aliases of an earlier session mean nothing any more. */
  nodeBorn(): void {
    this.#aliases.clear();
    this.unknownSince = undefined;
  }

  /** Notes what a birth declares and the values it carries. */
  born(device: string | undefined, birth: Payload): readonly NewValue[] {
    for (const { name, alias } of birth.metrics) {
      if (name === undefined || alias === undefined || this.#aliases.size >= mostAliases) continue;
      this.#aliases.set(alias, pathOf(device, name));
    }
    return this.#take(device, birth).fresh;
  }

  /** Notes the values of a data message. An older reading never replaces a newer one, whatever lane it came by. */
  data(device: string | undefined, payload: Payload): { fresh: readonly NewValue[]; unknownAlias: boolean } {
    return this.#take(device, payload);
  }

  #take(device: string | undefined, payload: Payload): { fresh: readonly NewValue[]; unknownAlias: boolean } {
    const fresh: NewValue[] = [];
    let unknownAlias = false;
    for (const metric of payload.metrics) {
      const path = this.#path(device, metric);
      if (path === undefined) unknownAlias = true;
      else if (path !== "") this.#note(path, latestOf(metric, payload.timestamp ?? 0), fresh);
    }
    return { fresh, unknownAlias };
  }

  /** Empty for what is no reading, undefined for an alias no birth has declared. */
  #path(device: string | undefined, { name, alias }: Metric): string | undefined {
    if (name !== undefined) return isControlMetric(name) ? "" : pathOf(device, name);
    return alias === undefined ? "" : this.#aliases.get(alias);
  }

  #note(path: string, latest: LatestValue | undefined, fresh: NewValue[]): void {
    const known = this.#values.get(path);
    if (latest === undefined || (known !== undefined && known.measuredAt > latest.measuredAt)) return;
    this.#values.set(path, latest);
    fresh.push({ path, ...latest });
  }
}

function pathOf(device: string | undefined, name: string): string {
  return `${device ?? nodeDevice}/${name}`;
}

/** Undefined where nothing was ever measured: a birth lists what may come, with a null and nothing said of it. */
function latestOf(metric: Metric, sentAt: EpochMs): LatestValue | undefined {
  return metric.value === null && metric.properties === undefined ? undefined : readingOf(metric, sentAt);
}
