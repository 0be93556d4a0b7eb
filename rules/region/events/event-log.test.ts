import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SimDisk } from "../../../core/sim/disk.ts";
import { seededRng } from "../../../core/sim/rng.ts";
import { eventMessageSchema, type WireEvent } from "../../../core/wire/events.ts";
import type { Stored } from "../../../core/wire/stored.ts";
import { openEventFiles } from "./event-files.ts";
import { append, lineOf, messagesOf, missing, openLog, parseLines, takeStored } from "./event-log.ts";

const boot = { counter: 3, salt: "00000000000000aa" };
const key = "3-00000000000000aa";

const event = (id: string): WireEvent => ({ kind: "boot-closed", at: 1, id, boot: key, lastSeq: -1, lastEventSeq: 4 });
const events = (count: number): WireEvent[] => Array.from({ length: count }, (_, index) => event(String(index)));

const stored = (...ranges: [number, number][]): Stored => {
  const said = { durable: ranges, seen: -1, refused: [] };
  return { ingest: "ingest", generation: 1, boots: { [key]: { ...said, durable: [], events: said } } };
};

describe("event log", () => {
  test("what a store has confirmed is not sent again; what it forgot is", () => {
    const { log } = append(openLog(boot, []), events(5));
    const numbers = (ranges: [number, number][]) =>
      missing(takeStored(log, stored(...ranges))).map((entry) => entry.seq);
    expect(numbers([])).toEqual([0, 1, 2, 3, 4]);
    expect(
      numbers([
        [0, 1],
        [3, 3],
      ]),
    ).toEqual([2, 4]);
    expect(missing(takeStored(takeStored(log, stored([0, 4])), stored([0, 2]))).map((entry) => entry.seq)).toEqual([
      3, 4,
    ]);
  });

  test("messages carry consecutive numbers of one boot and are valid", () => {
    const old = [7, 8].map((seq) => ({ boot: "2-00000000000000bb", seq, event: event("old") }));
    const { log } = append(openLog(boot, old), events(150));
    const messages = messagesOf(log.events, "history");
    expect(messages.map(({ boot: of, firstSeq, count }) => [of, firstSeq, count])).toEqual([
      ["2-00000000000000bb", 7, 2],
      [key, 0, 100],
      [key, 100, 50],
    ]);
    for (const message of messages) expect(eventMessageSchema.safeParse(message).success).toBe(true);
  });

  test("stored events go only when too many are kept, the others never", () => {
    const { log } = append(openLog(boot, []), events(2_500));
    expect(takeStored(log, stored([0, 99])).events).toHaveLength(2_400);
    expect(takeStored(log, stored([0, 2_400])).events[0]?.seq).toBe(500);
    expect(takeStored(log, stored()).events).toHaveLength(2_500);
  });

  test("a file cut anywhere gives the whole lines before the cut", () => {
    const { added } = append(openLog(boot, []), events(4));
    const text = added.map(lineOf).join("");
    fc.assert(
      fc.property(fc.nat(text.length), (cut) => {
        const whole = text.slice(0, cut).split("\n").length - 1;
        const read = parseLines(key, text.slice(0, cut));
        expect(read.slice(0, whole)).toEqual(added.slice(0, whole));
        expect(read.length - whole).toBeLessThanOrEqual(1);
      }),
    );
    expect(parseLines(key, 'x\n{}\n[]\nnull\n{"seq":1,"event":{}}')).toEqual([]);
  });
});

describe("event files", () => {
  test("after a power cut the synced events are there under their old boot, and the new boot counts on", async () => {
    const disk = new SimDisk();
    const first = await openEventFiles(disk.mount(), seededRng(1));
    const { added } = append(openLog(first.boot, []), events(3));
    await first.append(added);
    disk.crash();
    const second = await openEventFiles(disk.mount(), seededRng(2));
    expect(second.left).toEqual(added);
    expect(second.boot.counter).toBe(first.boot.counter + 1);
    expect(second.closed.map((one) => one.lastSeq)).toEqual([2]);
    await second.drop(second.closed[0]?.boot ?? "");
    const third = await openEventFiles(disk.mount(), seededRng(3));
    expect(third.left).toEqual([]);
    expect(third.boot.counter).toBe(3);
  });
});
