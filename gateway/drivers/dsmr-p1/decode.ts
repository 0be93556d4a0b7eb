import type { Quality, Reason } from "../../../core/quality.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { DeviceError, Sample } from "../driver.ts";
import type { Discarded, Heard } from "../listen.ts";
import { agrees } from "./agreement.ts";
import type { DsmrConfig, MeterKind } from "./config.ts";
import { type Found, findTelegrams } from "./frame.ts";
import { clockPoint } from "./points.ts";
import { type MeterReading, type Readings, readingsOf } from "./readings.ts";
import { readTelegram } from "./telegram.ts";
import { readingMoment, telegramMoment } from "./time.ts";

type TelegramFound = Extract<Found, { kind: "telegram" }>;

/** Reads the stream of one P1 port: bytes in, samples and discarded bytes out. */
export class P1Reader {
  readonly #config: DsmrConfig;
  #rest: Uint8Array = new Uint8Array(0);
  /** The time given to the last telegram. */
  #last: EpochMs = Number.NEGATIVE_INFINITY;
  /** What the last telegram without a checksum said. */
  #before: Readings | undefined;
  /** The reading of each meter that was handed on last. */
  readonly #handedOn = new Map<MeterKind, string>();

  constructor(config: DsmrConfig) {
    this.#config = config;
  }

  /** Bytes kept because more may come to them. */
  get pending(): number {
    return this.#rest.length;
  }

  receive(bytes: Uint8Array, now: EpochMs): Heard {
    const { found, rest } = findTelegrams(this.#joined(bytes));
    this.#rest = rest.slice();
    const batches: (readonly Sample[])[] = [];
    const discarded: Discarded[] = [];
    for (const piece of found) {
      const result = piece.kind === "telegram" ? this.#read(piece, now) : discard(piece);
      if (Array.isArray(result)) batches.push(result);
      else discarded.push(result as Discarded);
    }
    return { batches, discarded };
  }

  /** A line of 7 data bits that is read as one of 8 shows the parity bit: DSMR 2.2 and 3.0 through a serial server. */
  #joined(bytes: Uint8Array): Uint8Array {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(this.#config.checksum === "none" ? bytes.map((byte) => byte & 0x7f) : bytes, this.#rest.length);
    return joined;
  }

  #read(found: TelegramFound, now: EpochMs): Sample[] | Discarded {
    const telegram = readTelegram(found.text);
    const readings = readingsOf(telegram, this.#config);
    const problem = this.#problem(found.checked, telegram.strange, readings);
    if (problem !== undefined) return { bytes: found.bytes, error: { kind: "unexpected", detail: problem } };
    const moment = telegramMoment(readings.said, now, this.#last);
    const before = found.checked ? undefined : this.#before;
    this.#before = readings;
    this.#last = moment;
    const judge = (point: string, value: number): boolean =>
      found.checked || agrees(point, value, before?.values.get(point));
    const samples = [...readings.values].map(([point, value]) => sampleOf(point, value, judge, moment));
    if (readings.said !== undefined) {
      const value = (readings.said - now) / 1000;
      samples.push({ point: clockPoint, value, quality: "good", reasons: [], measuredAt: moment });
    }
    for (const [kind, reading] of readings.meters) {
      if (this.#handedOn.get(kind) === reading.printed) continue;
      if (!found.checked && before?.meters.get(kind)?.printed !== reading.printed) continue;
      this.#handedOn.set(kind, reading.printed);
      samples.push(meterSample(kind, reading, { said: readings.said, moment }));
    }
    return samples;
  }

  /** Why a whole telegram is not taken; undefined when it is. */
  #problem(checked: boolean, strange: number, { meter }: Readings): string | undefined {
    const wanted = this.#config.meters.electricity;
    if (!checked && this.#config.checksum !== "none") {
      return "a telegram without a checksum; for DSMR 2.2 and 3.0 the device needs `checksum: none`";
    }
    if (!checked && strange > 0) return "a telegram without a checksum has a line that is no object";
    if (wanted !== undefined && meter !== wanted)
      return `a telegram of meter ${meter ?? "without an id"}, not ${wanted}`;
    return undefined;
  }
}

const badChecksum: DeviceError = { kind: "checksum" };

function discard(piece: Exclude<Found, TelegramFound>): Discarded {
  return piece.kind === "checksum" ? { bytes: piece.bytes, error: badChecksum } : { bytes: piece.bytes };
}

function sampleOf(
  point: string,
  value: number | undefined,
  isSure: (point: string, value: number) => boolean,
  measuredAt: EpochMs,
): Sample {
  if (value === undefined) return { point, value: null, quality: "bad", reasons: ["missing"], measuredAt };
  const [quality, reasons]: [Quality, Reason[]] = isSure(point, value) ? ["good", []] : ["uncertain", ["checksum"]];
  return { point, value, quality, reasons, measuredAt };
}

function meterSample(
  point: MeterKind,
  { taken, value, isOtherKind }: MeterReading,
  telegram: { readonly said: EpochMs | undefined; readonly moment: EpochMs },
): Sample {
  const at = taken === undefined ? undefined : readingMoment(taken, telegram);
  if (value !== undefined && at !== undefined) return { point, value, quality: "good", reasons: [], measuredAt: at };
  const reason: Reason = isOtherKind ? "disagree" : value !== undefined && taken !== undefined ? "clock" : "missing";
  return { point, value: null, quality: "bad", reasons: [reason], measuredAt: telegram.moment };
}
