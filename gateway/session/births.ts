import { origins } from "../../core/quality.ts";
import type { BirthMetric } from "../../core/sparkplug/certificates.ts";
import type { EdgeImage } from "../../core/sparkplug/edge.ts";
import { reasonsOfBits, remarkProperties } from "../../core/sparkplug/quality.ts";
import { nodeDevice } from "../../core/sparkplug/topics.ts";
import { dataTypes, type PropertySet, type PropertyValue } from "../../core/sparkplug/types.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Definition } from "../../core/wire/definition.ts";
import type { BirthProperties } from "../host/birth-properties.ts";
import { carried, qualityCarried, type ReadingBatch } from "../spool/columns.ts";
import type { Dictionary } from "../spool/dictionary.ts";

type Variable = Definition["variables"][number];

interface Latest {
  readonly value: number;
  readonly measuredAt: EpochMs;
  readonly quality: number;
  readonly reasons: number;
  readonly origin: number;
}

/** What births are made of. */
export interface BirthOptions {
  readonly dictionary: Dictionary;
  /** Dictionaries under which the spool still holds something. */
  readonly earlier: () => readonly Dictionary[];
  /** What else a birth says of a variable (span, ranges). */
  readonly properties: BirthProperties;
  readonly now: () => EpochMs;
}

/**
 * The image births are written from: every variable of the configuration with its latest value, and, marked as retired, those that
 * only the spool still has (docs/adr/0001-identity-and-spool.md).
 */
export class Births implements EdgeImage {
  readonly #options: BirthOptions;
  readonly #latest = new Map<number, Latest>();

  constructor(options: BirthOptions) {
    this.#options = options;
  }

  /** Takes the newest values from numbered readings. */
  learn(batch: ReadingBatch): void {
    for (let row = 0; row < batch.length; row++) {
      const variable = batch.variable[row] ?? -1;
      const measuredAt = batch.measuredAt[row] ?? 0;
      if (measuredAt < (this.#latest.get(variable)?.measuredAt ?? 0)) continue;
      this.#latest.set(variable, {
        value: batch.value[row] ?? Number.NaN,
        measuredAt,
        quality: batch.quality?.[row] ?? carried.omitted,
        reasons: batch.reasons?.[row] ?? 0,
        origin: batch.origin?.[row] ?? 0,
      });
    }
  }

  /** Every device that gets a birth. */
  devices(): Set<string> {
    const devices = new Set(this.#options.dictionary.definition.variables.map(({ device }) => device));
    for (const { variable } of this.#retired()) devices.add(variable.device);
    devices.delete(nodeDevice);
    return devices;
  }

  node(): readonly BirthMetric[] {
    return this.device(nodeDevice);
  }

  device(device: string): readonly BirthMetric[] {
    const { definition, paths } = this.#options.dictionary;
    const aliases = this.aliases();
    const named = (path: string, metric: BirthMetric): BirthMetric => {
      const alias = aliases.get(path);
      return alias === undefined ? metric : { ...metric, alias };
    };
    const current = definition.variables.flatMap((variable, i) => {
      const path = paths[i] ?? "";
      return variable.device === device ? [named(path, this.#metric(variable, path, this.#latest.get(i)))] : [];
    });
    const retired = this.#retired().filter(({ variable }) => variable.device === device);
    return [...current, ...retired.map(({ variable, path }) => named(path, this.#retiredMetric(variable, path)))];
  }

  /**
   * The numbers that births declare for names, by path: those of the configuration, and of retired variables what is still free.
   * None where the configuration uses none.
   */
  aliases(): ReadonlyMap<string, number> {
    const { definition, paths } = this.#options.dictionary;
    const aliases = new Map<string, number>();
    const taken = new Set<number>();
    const take = (path: string, alias: number | undefined): void => {
      if (alias === undefined || taken.has(alias)) return;
      aliases.set(path, alias);
      taken.add(alias);
    };
    for (const [i, { alias }] of definition.variables.entries()) take(paths[i] ?? "", alias);
    if (aliases.size === 0) return aliases;
    for (const { variable, path } of this.#retired()) take(path, variable.alias);
    return aliases;
  }

  #retired(): { variable: Variable; path: string }[] {
    const known = new Set(this.#options.dictionary.paths);
    const retired: { variable: Variable; path: string }[] = [];
    for (const { definition, paths } of this.#options.earlier()) {
      for (const [i, variable] of definition.variables.entries()) {
        const path = paths[i] ?? "";
        if (!known.has(path)) retired.push({ variable, path });
        known.add(path);
      }
    }
    return retired;
  }

  #metric(variable: Variable, path: string, latest: Latest | undefined): BirthMetric {
    const remarks = latest === undefined ? undefined : remarksOf(latest);
    const properties = new Map([...this.#describe(variable, path), ...(remarks ?? [])]);
    const timestamp = latest?.measuredAt ?? this.#options.now();
    const isEmpty = latest === undefined || Number.isNaN(latest.value);
    const value = isEmpty ? null : variable.type === "Boolean" ? latest.value !== 0 : latest.value;
    return { name: variable.variable, datatype: dataTypes[variable.type], timestamp, properties, value };
  }

  #retiredMetric(variable: Variable, path: string): BirthMetric {
    const metric = this.#metric(variable, path, undefined);
    const retired: PropertyValue = { type: dataTypes.Boolean, value: true };
    return { ...metric, properties: new Map([...(metric.properties ?? []), ["retired", retired]]) };
  }

  #describe({ unit, commons }: Variable, path: string): [string, PropertyValue][] {
    const text = (value: string): PropertyValue => ({ type: dataTypes.String, value });
    return [
      ["engUnit", text(unit)],
      ["commons", text(commons)],
      ...this.#options.properties(path, this.#options.now()),
    ];
  }
}

function remarksOf({ quality, reasons, origin }: Latest): PropertySet | undefined {
  return remarkProperties({
    ...(quality === carried.omitted ? {} : { quality: qualityCarried(quality) }),
    reasons: reasonsOfBits(reasons),
    origin: origins[origin] ?? "measured",
  });
}
