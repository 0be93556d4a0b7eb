import type { Result } from "../../core/result.ts";
import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import { type DeviceSort, type FaultKind, type FaultRequest, faultsOf } from "../devices/faults.ts";

/** How Modbus frames travel on a bus: with the serial line's check, or with the TCP header. Devices that speak unasked know neither. */
export type Framing = "rtu" | "tcp";

/** The devices' end of one connection: takes bytes as they arrive, gives the bytes to send back at once. */
export interface DeviceLine {
  push(bytes: Uint8Array): Uint8Array;
  /** The connection is gone: nothing is said on it any more. */
  close?(): void;
}

/** A device of a world, and the faults it can have. */
export interface BreakableDevice {
  readonly device: string;
  readonly faults: readonly FaultKind[];
}

/** The devices that are wired in a world, each with the faults of its sort. */
export function breakable(
  wiring: readonly { readonly name: string; readonly sort: DeviceSort }[],
): readonly BreakableDevice[] {
  return wiring.map(({ name, sort }) => ({ device: name, faults: faultsOf[sort] }));
}

/** What a world tells of its plant; each adds its own quantities. */
export interface PlantTruth {
  readonly at: EpochMs;
}

/**
 * The simulated surroundings of one site: a plant and its byte-level devices. It moves only when told the time, so the same
 * requests at the same moments give the same answers, and writes what it really was to its truth before anybody can read it.
 */
export interface World {
  /** The names of its buses: `sim:<world>/<name>` in the site file. */
  readonly buses: readonly string[];
  /** Lives up to this moment; what devices say unasked on the way goes out on their lines in order. */
  advanceTo(world: EpochMs, io: MonotonicMs): void;
  /** The devices' end of one new connection to a bus; `say` sends what a device says unasked. */
  connect(bus: string, framing: Framing, say: (bytes: Uint8Array) => void): DeviceLine;
  /** Every device with the faults it can have. */
  devices(): readonly BreakableDevice[];
  /** Breaks or mends a device; the error is a sentence for the person who asked. */
  fault(device: string, request: FaultRequest): Result<void, string>;
  /** The plant as it really is now; also written to the truth as `{"at", "plant"}` every ten seconds. */
  latest(): PlantTruth;
}

/** Where a world begins, what its chance is drawn from, and the quantities it begins with (by the names of its truth). */
export interface WorldBegin {
  readonly seed: number;
  readonly start: EpochMs;
  readonly initial?: Readonly<Record<string, number>>;
  /** Texts of the recordings its kind names, of those that are there; what is missing is synthetic. */
  readonly recordings?: ReadonlyMap<string, string>;
}

/** Makes a world that is switched on at `now`. `truth` takes each line at once. */
export type MakeWorld = (now: MonotonicMs, truth: (line: string) => void) => World;
