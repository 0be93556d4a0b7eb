import { AppError } from "../../core/errors.ts";
import type { EpochMs } from "../../core/time.ts";
import type { DeviceError, DriverContext, DriverSession, Sample } from "./driver.ts";
import { SampleQueue } from "./sample-queue.ts";

/** Bytes that came and are no reading; `error` where they were a frame that had to be refused. */
export interface Discarded {
  readonly bytes: number;
  readonly error?: DeviceError;
}

/** What was made of some bytes: batches of samples in the order they came, and what was thrown away. */
export interface Heard {
  readonly batches: readonly (readonly Sample[])[];
  readonly discarded: readonly Discarded[];
}

/** The driver's end of an open line to a device that speaks unasked. */
export interface Listening extends DriverSession {
  readonly samples: AsyncIterable<readonly Sample[]>;
  /** Says something to the device. A line that takes no bytes tells so itself by closing. */
  send(bytes: Uint8Array): void;
}

/** Opens the bus and gives every run of bytes, cut anyhow, with the world time of its arrival, to `receive`. */
export async function listen(
  context: Pick<DriverContext, "bus" | "clocks" | "discarded">,
  receive: (bytes: Uint8Array, now: EpochMs) => Heard,
): Promise<Listening> {
  const samples = new SampleQueue();
  let open = true;
  const session = await context.bus.open({
    onBytes(bytes) {
      if (!open) return;
      const { batches, discarded } = receive(bytes, context.clocks.world.now());
      for (const { bytes: count, error } of discarded) context.discarded(count, error);
      for (const batch of batches) samples.push(batch);
    },
    onClose: (reason) => samples.end(new AppError("bus-unavailable", reason)),
  });
  return {
    samples,
    send: (bytes) => void session.write(bytes).catch(() => undefined),
    async [Symbol.asyncDispose]() {
      open = false;
      samples.end();
      await session.close();
    },
  };
}
