import { describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import type { BusSession } from "../../core/ports/bus.ts";
import { ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const line = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;

describe("a serial port", () => {
  it("is closed while a read is under way, three hundred times over, and the process lives", async () => {
    const pair = await ptyPair();
    // The lock of a port outlives it by as long as a read takes that was under way.
    const open = async (path: string): Promise<BusSession> => {
      const events = { onBytes: () => undefined, onClose: () => undefined };
      let session: BusSession | undefined;
      await until(`${path} can be opened`, async () => {
        session = await serialBus({ path, ...line })
          .open(events)
          .catch(() => undefined);
        return session !== undefined;
      });
      if (session === undefined) throw new Error("not opened");
      return session;
    };
    let closed = 0;
    for (let round = 0; round < 150; round++) {
      const ends = [await open(pair.near), await open(pair.far)];
      for (const end of ends) await end.write(Uint8Array.of(1, 2, 3));
      await new Promise((resolve) => setTimeout(resolve, 5));
      for (const end of ends) {
        await end.close();
        closed += 1;
      }
    }
    await pair.close();
    expect(closed).toBe(300);
  });
});
