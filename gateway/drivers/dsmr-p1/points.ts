import { convert, findUnit } from "../../../core/units.ts";
import type { MetricDef } from "../driver.ts";
import { type DsmrConfig, type MeterKind, meterKinds } from "./config.ts";
import type { Amount } from "./telegram.ts";

const document = "DSMR P1 companion standard 5.0.2, 6.12";

/** One point of the main meter and the object it is read from. */
export interface ObjectPoint {
  /** C.D.E of the OBIS code; A-B is 1-0, with some meters 1-1, or 0-0 for the tariff. */
  readonly obis: string;
  readonly phase?: 1 | 2 | 3;
  readonly metric: Pick<MetricDef, "name" | "unit" | "span" | "wrapsAt">;
}

/** F5(3,3): two digits before the point, kW. */
const power = { unit: "kW", span: { lo: 0, hi: 100 } };
/** F9(3,3): a register of six digits before the point. */
const energy = { unit: "kW.h", span: { lo: 0, hi: 1e6 }, wrapsAt: 1e6 };

const phases = ([1, 2, 3] as const).flatMap((phase): ObjectPoint[] => {
  const group = 10 + 10 * (2 * phase - 1);
  return [
    { obis: `${group + 1}.7.0`, phase, metric: { name: `power-import-l${phase}`, ...power } },
    { obis: `${group + 2}.7.0`, phase, metric: { name: `power-export-l${phase}`, ...power } },
    { obis: `${group + 12}.7.0`, phase, metric: { name: `voltage-l${phase}`, unit: "V", span: { lo: 0, hi: 1000 } } },
    { obis: `${group + 11}.7.0`, phase, metric: { name: `current-l${phase}`, unit: "A", span: { lo: 0, hi: 1000 } } },
  ];
});

/** What is read from the telegram as it stands. */
export const objectPoints: readonly ObjectPoint[] = [
  { obis: "1.8.1", metric: { name: "energy-import-t1", ...energy } },
  { obis: "1.8.2", metric: { name: "energy-import-t2", ...energy } },
  { obis: "2.8.1", metric: { name: "energy-export-t1", ...energy } },
  { obis: "2.8.2", metric: { name: "energy-export-t2", ...energy } },
  { obis: "1.7.0", metric: { name: "power-import", ...power } },
  { obis: "2.7.0", metric: { name: "power-export", ...power } },
  { obis: "96.14.0", metric: { name: "tariff", unit: "1" } },
  ...phases,
];

interface NetPoint {
  readonly name: string;
  readonly import: string;
  readonly export: string;
  readonly phase?: 1 | 2 | 3;
}

/** Import less export; positive when power is taken from the grid. */
export const netPoints: readonly NetPoint[] = [
  { name: "power-total", import: "power-import", export: "power-export" },
  { name: "power-l1", import: "power-import-l1", export: "power-export-l1", phase: 1 },
  { name: "power-l2", import: "power-import-l2", export: "power-export-l2", phase: 2 },
  { name: "power-l3", import: "power-import-l3", export: "power-export-l3", phase: 3 },
];

/** All tariffs together: printed where the meter has such a register, else the sum. */
export const totalPoints = [
  { name: "energy-import", obis: "1.8.0", parts: ["energy-import-t1", "energy-import-t2"] },
  { name: "energy-export", obis: "2.8.0", parts: ["energy-export-t1", "energy-export-t2"] },
] as const;

type MeterMetric = Pick<MetricDef, "unit" | "wrapsAt">;

/** F8(3,3): five digits before the point. */
const volume: MeterMetric = { unit: "m3", wrapsAt: 1e5 };

/** M-Bus device types and units. Source: EN 13757-3, table "Medium"; DSMR P1 companion standard 5.0.2, 6.12. */
export const meters: Readonly<Record<MeterKind, { readonly types: readonly number[]; readonly metric: MeterMetric }>> =
  {
    gas: { types: [3], metric: volume },
    water: { types: [7], metric: volume },
    "warm-water": { types: [6], metric: volume },
    heat: { types: [4, 12, 13], metric: { unit: "kW.h" } },
    cooling: { types: [10, 11], metric: { unit: "kW.h" } },
  };

/** How far the meter's clock is ahead of ours, s. */
export const clockPoint = "clock-offset";

/** Everything a meter offers as it is configured. A point that its telegrams do not contain is never read. */
export function metricsOf(config: DsmrConfig): readonly MetricDef[] {
  const common = { type: "number", writable: false } as const;
  const wired = ({ phase = 1 }: { readonly phase?: 1 | 2 | 3 }): boolean => phase <= config.phases;
  // DSMR 2.2 and 3.0 print registers of five digits before the point.
  const early = config.checksum === "none" ? { wrapsAt: 1e5 } : {};
  return [
    ...objectPoints.filter(wired).map(({ obis, metric }) => {
      const wraps = metric.wrapsAt === undefined ? {} : early;
      return { ...metric, ...wraps, ...common, source: `${document}, ${obis}` };
    }),
    ...netPoints.filter(wired).map(({ name }) => {
      return { name, unit: "kW", span: { lo: -100, hi: 100 }, ...common, source: `${document}: import less export` };
    }),
    ...totalPoints.map(({ name, obis }) => ({ name, unit: "kW.h", ...common, source: `${document}, ${obis}` })),
    { name: clockPoint, unit: "s", ...common, source: `${document}, 0-0:1.0.0` },
    ...meterKinds.flatMap((kind) => {
      if (config.meters[kind] === undefined) return [];
      const { metric } = meters[kind];
      return [{ name: kind, ...metric, ...common, every: config.metersEvery, source: `${document}, 0-n:24.2.1` }];
    }),
  ];
}

const kWhPerGJ = 1e9 / 3.6e6;

/** An amount in the unit of its point; undefined when no unit or one of another kind was printed with it. */
export function inUnit({ value, unit }: Amount, wanted: string): number | undefined {
  if (wanted === "1") return value;
  if (unit === "GJ" && wanted === "kW.h") return value * kWhPerGJ;
  const from = findUnit(unit);
  const to = findUnit(wanted);
  return from === undefined || from.dimension !== to?.dimension ? undefined : convert(value, from, to);
}
