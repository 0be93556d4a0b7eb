import type { z } from "zod";
import type { Bus } from "../../core/ports/bus.ts";
import type { IoClock, WorldClock } from "../../core/ports/clock.ts";
import type { Quality, Reason } from "../../core/quality.ts";
import type { Result } from "../../core/result.ts";
import type { EpochMs } from "../../core/time.ts";

/** One point a device offers, with what its map or driver knows of it. */
export interface MetricDef {
  /** The point's id: `level`, `running`. */
  readonly name: string;
  /** UCUM code; `1` for a plain number, `bool` for a contact. */
  readonly unit: string;
  readonly type: "number" | "boolean";
  readonly writable: boolean;
  /** What the instrument can read, in `unit`. */
  readonly span?: { readonly lo: number; readonly hi: number };
  /** A counter starts again at 0 after this many counts. */
  readonly wrapsAt?: number;
  /** Document, version and clause this comes from. */
  readonly source: string;
}

/** One point as read. `value` is null exactly when the quality is bad. */
export interface Sample {
  readonly point: string;
  readonly value: number | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  readonly measuredAt: EpochMs;
}

/** Why a read or write did not work. The supervisor counts, backs off and marks; a driver never retries. */
export type DeviceError =
  | { readonly kind: "timeout" }
  | { readonly kind: "checksum" }
  | { readonly kind: "unexpected"; readonly detail: string }
  | { readonly kind: "exception"; readonly code: number; readonly meaning: string }
  | { readonly kind: "bus"; readonly detail: string };

/** What a driver is given; it opens nothing and starts no timers of its own but through this. */
export interface DriverContext {
  readonly bus: Bus;
  readonly clocks: { readonly world: WorldClock; readonly io: IoClock };
  readonly signal: AbortSignal;
}

/** A device protocol. See gateway/drivers/README.md for how to add one. */
export interface Driver<S extends z.ZodType = z.ZodType> {
  /** Kebab-case, unique: the word after `driver:` in the site file. */
  readonly driver: string;
  /** What stands under the device in the site file, beside `driver`, `bus`, `poll`, `expects`. */
  readonly config: S;
  /** The points the device will have under this configuration. No I/O. */
  metrics(config: z.infer<S>): readonly MetricDef[];
  /** Opens one device. May fail retriably (AppError); safe to call again. */
  open(config: z.infer<S>, context: DriverContext): Promise<DriverSession>;
}

/** One open device. */
export interface DriverSession extends AsyncDisposable {
  /** Devices that speak unasked. */
  readonly samples?: AsyncIterable<readonly Sample[]>;
  /** Called every `poll`; one request outstanding per bus, writes first. */
  read?(points: readonly string[]): Promise<Result<readonly Sample[], DeviceError>>;
  /** Present only when the device can be written. Resolves when the device confirmed. */
  write?(point: string, value: number): Promise<Result<void, DeviceError>>;
}
