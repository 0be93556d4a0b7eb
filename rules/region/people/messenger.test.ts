import { describe, expect, test } from "vitest";
import { settled } from "../../../core/io/turn.ts";
import { SimScheduler } from "../../../core/sim/scheduler.ts";
import { notification } from "../../../test/support/records.ts";
import type { RegionFile } from "../file/schema.ts";
import { Messenger } from "./messenger.ts";

const note = notification("n1");

describe("messenger", () => {
  test("remembers before it sends, tries again under the same id until taken, and never twice at a time", async () => {
    const scheduler = new SimScheduler(0, settled);
    const log: string[] = [];
    let failures = 2;
    const messenger = new Messenger({
      file: {} as RegionFile,
      clocks: scheduler.clocks(),
      remember: async () => {
        log.push("remember");
        return true;
      },
      notify: {
        send: async (page) => {
          log.push(`send ${page.id} ${scheduler.now}`);
          if (failures-- > 0) throw new Error("no line");
        },
      },
      onSent: (id) => log.push(`sent ${id}`),
      onTrouble: (detail) => log.push(detail),
    });
    messenger.carry([note]);
    messenger.carry([note]);
    await scheduler.advance(20_000);
    expect(log.filter((line) => line !== "remember")).toEqual([
      "send n1 0",
      "notify: no line",
      "send n1 5000",
      "notify: no line",
      "send n1 10000",
      "sent n1",
    ]);
    expect(log[0]).toBe("remember");
  });

  test("sends nothing any more once closed", async () => {
    const scheduler = new SimScheduler(0, settled);
    let sent = 0;
    const messenger = new Messenger({
      file: {} as RegionFile,
      clocks: scheduler.clocks(),
      remember: async () => true,
      notify: {
        send: async () => {
          sent += 1;
          throw new Error("no line");
        },
      },
      onSent: () => undefined,
      onTrouble: () => undefined,
    });
    messenger.carry([note]);
    await scheduler.advance(100);
    messenger.close();
    await scheduler.advance(60_000);
    expect(sent).toBe(1);
  });
});
