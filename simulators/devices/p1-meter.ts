import { telegramCrc } from "../../core/p1-crc.ts";
import type { EpochMs } from "../../core/time.ts";
import { zoneOffset } from "../../core/zone.ts";

/** Which companion standard a meter keeps. */
export type P1Version = "42" | "50";

/** What a household's meter is. */
export interface P1Meter {
  readonly version: P1Version;
  readonly phases: 1 | 3;
  /** As it stands on the meter. */
  readonly id: string;
}

/** What it measures: kW by phase with import positive, V, kWh by tariff (low, normal). */
export interface P1Sample {
  readonly at: EpochMs;
  readonly power: readonly [number, number, number];
  readonly voltage: readonly [number, number, number];
  readonly imported: readonly [low: number, normal: number];
  readonly exported: readonly [low: number, normal: number];
  readonly lowTariff: boolean;
}

const offset = zoneOffset("Europe/Amsterdam");
const latin = new TextEncoder();

/** `YYMMDDhhmmssX` by local clocks; X says summer or winter. Source: DSMR P1 companion standard 5.0.2, chapter 6 (TST). */
function stamp(at: EpochMs): string {
  const ahead = offset(at);
  const local = new Date(at + ahead).toISOString();
  return `${local.replace(/\D/g, "").slice(2, 14)}${ahead > 3_600_000 ? "S" : "W"}`;
}

const hexText = (text: string): string =>
  Array.from(text, (letter) => letter.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()).join("");
const fixed = (value: number, digits: number, decimals: number): string =>
  value.toFixed(decimals).padStart(digits + 1, "0");
const kWh = (value: number): string => `${fixed(value % 1e6, 9, 3)}*kWh`;
const kW = (value: number): string => `${fixed(Math.max(0, value), 5, 3)}*kW`;

function phaseLines(meter: P1Meter, { power, voltage }: P1Sample): string[] {
  const wired = ([0, 1, 2] as const).slice(0, meter.phases);
  const each = (line: (phase: 0 | 1 | 2, group: number) => string): string[] =>
    wired.map((phase) => line(phase, 20 * (phase + 1)));
  const amperes = (phase: 0 | 1 | 2): number => Math.abs(power[phase] * 1_000) / Math.max(1, voltage[phase]);
  return [
    ...(meter.version === "50"
      ? each((phase, group) => `1-0:${group + 12}.7.0(${fixed(voltage[phase], 4, 1)}*V)`)
      : []),
    ...each((phase, group) => `1-0:${group + 11}.7.0(${fixed(Math.floor(amperes(phase)), 2, 0)}*A)`),
    ...each((phase, group) => `1-0:${group + 1}.7.0(${kW(power[phase])})`),
    ...each((phase, group) => `1-0:${group + 2}.7.0(${kW(-power[phase])})`),
  ];
}

/** The lines between `/` and `!`. Source: DSMR P1 companion standard 5.0.2 and 4.2.2, 6.12 (objects and their formats). */
function linesOf(meter: P1Meter, sample: P1Sample): string[] {
  const net = sample.power[0] + sample.power[1] + sample.power[2];
  return [
    `/SIM5\\HOMEOSTAT-${meter.version}`,
    "",
    `1-3:0.2.8(${meter.version})`,
    `0-0:1.0.0(${stamp(sample.at)})`,
    `0-0:96.1.1(${hexText(meter.id)})`,
    `1-0:1.8.1(${kWh(sample.imported[0])})`,
    `1-0:1.8.2(${kWh(sample.imported[1])})`,
    `1-0:2.8.1(${kWh(sample.exported[0])})`,
    `1-0:2.8.2(${kWh(sample.exported[1])})`,
    `0-0:96.14.0(000${sample.lowTariff ? 1 : 2})`,
    `1-0:1.7.0(${kW(net)})`,
    `1-0:2.7.0(${kW(-net)})`,
    "0-0:96.7.21(00000)",
    "0-0:96.13.0()",
    ...phaseLines(meter, sample),
  ];
}

/** One telegram as the meter sends it, with its check. */
export function p1Telegram(meter: P1Meter, sample: P1Sample): Uint8Array {
  const body = latin.encode(`${linesOf(meter, sample).join("\r\n")}\r\n!`);
  const check = telegramCrc(body).toString(16).toUpperCase().padStart(4, "0");
  const whole = new Uint8Array(body.length + 6);
  whole.set(body);
  whole.set(latin.encode(`${check}\r\n`), body.length);
  return whole;
}

/** The same telegram with a bit turned over on the way, so that its check fails. */
export function garbled(telegram: Uint8Array): Uint8Array {
  const middle = telegram.length >> 1;
  return telegram.with(middle, (telegram[middle] ?? 0) ^ 1);
}
