import type { EpochMs } from "../../../core/time.ts";
import { type DsmrConfig, type MeterKind, meterKinds } from "./config.ts";
import { inUnit, meters, netPoints, objectPoints, totalPoints } from "./points.ts";
import { amountIn, idText, type P1Object, type Telegram } from "./telegram.ts";
import { telegramTime } from "./time.ts";

/** The reading of a meter behind the P1 meter, as the telegram repeats it until there is a new one. */
export interface MeterReading {
  /** Time and value as printed: another text is another reading. */
  readonly printed: string;
  readonly taken: EpochMs | undefined;
  /** Absent: the meter has none, or is not of the kind that it was said to be. */
  readonly value: number | undefined;
  readonly isOtherKind: boolean;
}

/** What a telegram says, in canonical units. */
export interface Readings {
  /** The id of the main meter, in readable form. */
  readonly meter: string | undefined;
  /** Time of the telegram by its own clock. */
  readonly said: EpochMs | undefined;
  /** By point; undefined where something was printed that is no such value. */
  readonly values: ReadonlyMap<string, number | undefined>;
  readonly meters: ReadonlyMap<MeterKind, MeterReading>;
}

/** Reads the meaning of a telegram under a configuration. */
export function readingsOf(telegram: Telegram, config: DsmrConfig): Readings {
  const { objects } = telegram;
  const first = (code: string): string | undefined => objects.find((object) => object.code === code)?.values[0];
  const values = printedValues(objects, config);
  addTotals(values, objects);
  addNet(values);
  const id = first("0-0:96.1.1");
  return {
    meter: id === undefined ? undefined : idText(id),
    said: telegramTime(first("0-0:1.0.0")),
    values,
    meters: meterReadings(objects, config),
  };
}

const pointOf = new Map(objectPoints.map((point) => [point.obis, point]));

/**
 * The main meter's codes: 1-0, 1-1 with some meters (Sagemcom XT211), and 0-0 for the tariff.
 * Source: DSMR P1 companion standard 5.0.2, 6.12.
 */
const mainCode = /^(?:1-[01]|0-0):(.+)$/;

function printedValues(objects: readonly P1Object[], config: DsmrConfig): Map<string, number | undefined> {
  const values = new Map<string, number | undefined>();
  for (const { code, values: texts } of objects) {
    const point = pointOf.get(mainCode.exec(code)?.[1] ?? "");
    if (point === undefined || (point.phase ?? 1) > config.phases) continue;
    const amount = amountIn(texts[0]);
    values.set(point.metric.name, amount === undefined ? undefined : inUnit(amount, point.metric.unit));
  }
  return values;
}

function addTotals(values: Map<string, number | undefined>, objects: readonly P1Object[]): void {
  for (const { name, obis, parts } of totalPoints) {
    const printed = amountIn(objects.find(({ code }) => code === `1-0:${obis}` || code === `1-1:${obis}`)?.values[0]);
    const summands = parts.flatMap((part) => values.get(part) ?? []);
    if (printed !== undefined) values.set(name, inUnit(printed, "kW.h"));
    else if (summands.length === parts.length) values.set(name, toMilli(sum(summands)));
  }
}

function addNet(values: Map<string, number | undefined>): void {
  for (const { name, ...sides } of netPoints) {
    const taken = values.get(sides.import);
    const given = values.get(sides.export);
    if (taken !== undefined && given !== undefined) values.set(name, toMilli(taken - given));
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Registers and powers have three digits after the point; adding them must not show more. */
const toMilli = (value: number): number => Math.round(value * 1000) / 1000;

function meterReadings(objects: readonly P1Object[], config: DsmrConfig): Map<MeterKind, MeterReading> {
  const readings = new Map<MeterKind, MeterReading>();
  for (const channel of [1, 2, 3, 4]) {
    const mine = (end: string): readonly string[] | undefined =>
      objects.find(({ code }) => code === `0-${channel}:${end}`)?.values;
    // Dutch meters print the id under 96.1.0, Belgian ones under 96.1.1 (e-MUCS-P1 2.1).
    const id = idText(mine("96.1.0")?.[0] ?? mine("96.1.1")?.[0] ?? "");
    const kind = id === "" ? undefined : meterKinds.find((candidate) => config.meters[candidate] === id);
    if (kind === undefined) continue;
    const [taken, value] = lastReading(mine);
    const amount = amountIn(value);
    const type = mine("24.1.0")?.[0];
    const isOtherKind = type !== undefined && !meters[kind].types.includes(Number(type));
    readings.set(kind, {
      printed: `${taken} ${value}`,
      taken: telegramTime(taken),
      value: amount === undefined || isOtherKind ? undefined : inUnit(amount, meters[kind].metric.unit),
      isOtherKind,
    });
  }
  return readings;
}

/** Time and value as printed: 24.2.1, in Belgium 24.2.3 for gas that is not corrected, 24.3.0 with DSMR 2.2 and 3.0. */
function lastReading(mine: (end: string) => readonly string[] | undefined): readonly (string | undefined)[] {
  const reading = mine("24.2.1") ?? mine("24.2.3");
  if (reading !== undefined) return reading;
  const early = mine("24.3.0");
  return early === undefined ? [] : [early[0], `${early[6] ?? ""}*${early[5] ?? ""}`];
}
