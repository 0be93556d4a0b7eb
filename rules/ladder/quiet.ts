import { type EpochMs, earliest } from "../../core/time.ts";
import type { Priority } from "../../core/wire/alarm-words.ts";
import { type Stretch, stretchesAround, zoneOffset } from "../../core/zone.ts";
import type { LocalOutput, SiteLadder } from "./schema.ts";

/** When an output sounds for one alarm, and when that next changes; undefined when it never does by itself. */
export interface Phase {
  readonly loud: boolean;
  readonly changesAt: EpochMs | undefined;
}

/** The hours in which the outputs of a site's own rung hold their tongue. */
export interface QuietHours {
  /** Alarms that sound all the same. */
  readonly except: readonly Priority[];
  /** The stretches near a moment, earliest first. */
  readonly around: (at: EpochMs) => readonly Stretch[];
}

/** The quiet hours of a site as its file has them, by the clock on its wall. */
export function quietHours({ local }: SiteLadder, timeZone: string): QuietHours | undefined {
  const { quiet } = local;
  if (quiet === undefined) return undefined;
  const offset = zoneOffset(timeZone);
  return { except: quiet.except, around: (at) => stretchesAround(quiet.between, offset, at) };
}

/** The rhythm of one alarm at one output: for its time when raised, and again at each repeat. */
export interface Rhythm extends Pick<LocalOutput, "for" | "repeat"> {
  readonly raisedAt: EpochMs;
}

/** The last moment up to `at` at which the rhythm begins to sound; the raising itself when it never does again. */
function lastBegin({ raisedAt, repeat }: Rhythm, at: EpochMs): EpochMs {
  const round = repeat === undefined ? 0 : Math.floor(Math.max(0, at - raisedAt) / repeat);
  return raisedAt + round * (repeat ?? 0);
}

/** The rhythm where nothing is quiet. */
export function plainPhase(rhythm: Rhythm, now: EpochMs): Phase {
  const begun = lastBegin(rhythm, now);
  if (now < begun + rhythm.for) return { loud: true, changesAt: begun + rhythm.for };
  return { loud: false, changesAt: rhythm.repeat === undefined ? undefined : begun + rhythm.repeat };
}

/** Whether any of the rhythm's soundings falls into a stretch, wholly or in part. */
function silenced(rhythm: Rhythm, { from, to }: Stretch): boolean {
  if (to <= rhythm.raisedAt) return false;
  return lastBegin(rhythm, to - 1) + rhythm.for > from;
}

/**
 * The rhythm with quiet hours: silent in them, and what was silenced sounds once for its time when they end. Follows from the
 * alarm and the clock alone, so that a restart changes nothing.
 */
export function quietPhase(rhythm: Rhythm, stretches: readonly Stretch[], now: EpochMs): Phase {
  const present = stretches.find(({ from, to }) => from <= now && now < to);
  if (present !== undefined) return { loud: false, changesAt: present.to };
  const plain = plainPhase(rhythm, now);
  const next = stretches.find(({ from }) => from > now)?.from;
  const over = stretches.findLast(({ to }) => to <= now);
  const owedUntil = over !== undefined && silenced(rhythm, over) ? over.to + rhythm.for : now;
  const isOwed = owedUntil > now;
  const changesAt = earliest(earliest(plain.changesAt, next), isOwed ? owedUntil : undefined);
  return { loud: plain.loud || isOwed, changesAt };
}
