import type { z } from "zod";
import type { Bus } from "../../core/ports/bus.ts";
import type { IoClock, WorldClock } from "../../core/ports/clock.ts";
import type { Quality, Reason } from "../../core/quality.ts";
import type { Result } from "../../core/result.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { Expectation } from "../../rules/engine/schema.ts";

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
  /**
   * The device has a new value no more often than this, however often it speaks; between two, the last one stands. Such a
   * point is not bad because the line was lost for a moment, only when it stays out for too long.
   */
  readonly every?: DurationMs;
  /** A setting made in the device at commissioning, and what it must be. */
  readonly expects?: Expectation;
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
  | { readonly kind: "bus"; readonly detail: string }
  /** A newer command of the same device took its place: no fault of anybody. */
  | { readonly kind: "superseded" };

/** What the bytes received since a request are, so far. */
export type Verdict<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** More bytes may make it whole. */
  | { readonly kind: "incomplete" }
  /** A frame of the right shape whose check failed; a good one may still follow. */
  | { readonly kind: "checksum" }
  /** Nothing in it belongs to the request. */
  | { readonly kind: "foreign" };

/** One request and how its answer is known. */
export interface Exchange<T> {
  readonly request: Uint8Array;
  /** Pure; called with all bytes received since the request was sent, again whenever more came. */
  readonly receive: (bytes: Uint8Array) => Verdict<T>;
  /** Writes go before every waiting read. */
  readonly priority: "write" | "read";
  /** True when the answer quotes the request, so that a late one can never be taken for another's. */
  readonly tagged?: boolean;
}

/** A shared line to devices that answer when asked: one request outstanding, with the bus's own gap, timeout and retries. */
export interface Line {
  /** Protocols with two framings choose by this. */
  readonly kind: "serial" | "tcp";
  /** Never rejects: a line that is down is an error of kind `bus`. */
  exchange<T>(exchange: Exchange<T>): Promise<Result<T, DeviceError>>;
}

/** What a driver is given; it opens nothing and starts no timers of its own but through this. */
export interface DriverContext {
  /** For devices that speak unasked: the driver opens it for itself. */
  readonly bus: Bus;
  /** For devices that answer when asked. */
  readonly line: Line;
  readonly clocks: { readonly world: WorldClock; readonly io: IoClock };
  readonly signal: AbortSignal;
  /** For devices that speak unasked: bytes that came and are no reading, and why where it was a frame that had to be refused. */
  readonly discarded: (bytes: number, error?: DeviceError) => void;
}

/** A device protocol. See gateway/drivers/README.md for how to add one. */
export interface Driver<S extends z.ZodType = z.ZodType> {
  /** Kebab-case, unique: the word after `driver:` in the site file. */
  readonly driver: string;
  /** What stands under the device in the site file, beside `driver`, `bus`, `poll`. */
  readonly config: S;
  /** Keys under the device that may name a YAML file beside the site file, and what such a file holds in the key's place. */
  readonly files?: Readonly<Record<string, z.ZodType>>;
  /** Its devices speak of themselves: sessions have `samples`, and the device has its bus for itself. */
  readonly unasked?: true;
  /** The points the device will have under this configuration. No I/O. */
  metrics(config: z.infer<S>): readonly MetricDef[];
  /** Opens one device. May fail retriably (AppError); safe to call again. */
  open(config: z.infer<S>, context: DriverContext): Promise<DriverSession>;
}

/** One open device. */
export interface DriverSession extends AsyncDisposable {
  /**
   * Devices that speak unasked. One batch is what was measured at once. Throws a retriable AppError when the line is lost;
   * ends when the session is disposed of.
   */
  readonly samples?: AsyncIterable<readonly Sample[]>;
  /** Called every `poll`; one request outstanding per bus, writes first. */
  read?(points: readonly string[]): Promise<Result<readonly Sample[], DeviceError>>;
  /** Present only when the device can be written. Resolves when the device confirmed. */
  write?(point: string, value: number): Promise<Result<void, DeviceError>>;
}
