import { describe, expect, it, onTestFinished } from "vitest";
import { AppError } from "../../core/errors.ts";
import type { Bus, BusEvents } from "../../core/ports/bus.ts";

/** What a side of the Bus port brings to the shared test set. */
export interface BusHarness {
  /** The two ends of one line. */
  readonly near: Bus;
  readonly far: Bus;
  /** Pulls the cable; opening fails until `plug`. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Lets time pass until the condition holds; rejects when it never does. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

interface Listener extends BusEvents {
  readonly bytes: number[];
  readonly closed: string[];
}

function listener(): Listener {
  const bytes: number[] = [];
  const closed: string[] = [];
  return { bytes, closed, onBytes: (more) => bytes.push(...more), onClose: (reason) => closed.push(reason) };
}

/** The promises every side of the Bus port keeps: real serial ports, TCP connections and the simulated line. */
export function busContract(name: string, make: () => Promise<BusHarness>): void {
  const start = async () => {
    const harness = await make();
    onTestFinished(() => harness.close());
    return harness;
  };
  const both = async (harness: BusHarness) => {
    const far = listener();
    const near = listener();
    const farSession = await harness.far.open(far);
    const nearSession = await harness.near.open(near);
    return { near, far, nearSession, farSession };
  };

  describe(`bus: ${name}`, () => {
    it("carries all byte values both ways in order", async () => {
      const harness = await start();
      const { near, far, nearSession, farSession } = await both(harness);
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      await nearSession.write(all);
      await harness.until(() => far.bytes.length === 256);
      await farSession.write(all);
      await farSession.write(Uint8Array.of(1, 2, 3));
      await harness.until(() => near.bytes.length === 259);
      expect(far.bytes).toEqual([...all]);
      expect(near.bytes).toEqual([...all, 1, 2, 3]);
    });

    it("says nothing about a close of our own, and opens again", async () => {
      const harness = await start();
      const { near, nearSession, farSession } = await both(harness);
      await nearSession.close();
      await nearSession.close();
      await farSession.close();
      expect(near.closed).toEqual([]);
      const again = await both(harness);
      await again.nearSession.write(Uint8Array.of(42));
      await harness.until(() => again.far.bytes.length === 1);
      expect(again.far.bytes).toEqual([42]);
    });

    it("tells once when the cable is pulled, refuses to open, and works again when it is back", async () => {
      const harness = await start();
      const { near } = await both(harness);
      await harness.unplug();
      await harness.until(() => near.closed.length > 0);
      await expect(harness.near.open(listener())).rejects.toMatchObject({ code: "bus-unavailable" });
      await harness.plug();
      const again = await both(harness);
      await again.nearSession.write(Uint8Array.of(7));
      await harness.until(() => again.far.bytes.length === 1);
      expect(near.closed).toHaveLength(1);
    });

    it("rejects a write on a line that is gone", async () => {
      const harness = await start();
      const { near, nearSession } = await both(harness);
      await harness.unplug();
      await harness.until(() => near.closed.length > 0);
      await expect(nearSession.write(Uint8Array.of(1))).rejects.toBeInstanceOf(AppError);
    });
  });
}
