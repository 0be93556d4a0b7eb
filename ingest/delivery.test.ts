import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Stored } from "../core/wire/stored.ts";
import {
  begin,
  bootText,
  dataTopic,
  eventMessage,
  eventTopic,
  gaugeMessage,
  IngestWorld,
} from "../test/support/ingest-world.ts";

const numbers = 60;

/** What a hostile network and a dying hub do; `send` is any stretch of numbers, in any grouping, any number of times. */
type Action =
  | { readonly kind: "send"; readonly first: number; readonly count: number; readonly lane: "live" | "history" }
  | { readonly kind: "events"; readonly first: number; readonly count: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "kill" };

const stretch = { first: fc.nat(numbers - 1), count: fc.integer({ min: 1, max: 12 }) };
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("send" as const), ...stretch, lane: fc.constantFrom("live", "history") }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("events" as const), ...stretch }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(250) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("kill" as const) }) },
);

function stretchOf({ first, count }: { first: number; count: number }): number[] {
  return Array.from({ length: Math.min(count, numbers - first) }, (_, index) => first + index);
}

function send(world: IngestWorld, seqs: readonly number[], lane: "live" | "history"): void {
  world.send(dataTopic, gaugeMessage({ firstSeq: seqs[0]!, values: seqs.map((seq) => seq / 4), lane }));
}

function sendEvents(world: IngestWorld, seqs: readonly number[]): void {
  const events = seqs.map((seq) => ({
    ...{ kind: "gap" as const, at: begin + seq, id: `e${seq}`, device: "gauge", variable: "level" },
    ...{ startAt: begin, endAt: begin, count: 1, reason: "restart", estimated: true },
  }));
  world.send(eventTopic, eventMessage(seqs[0]!, events));
}

/** Everything an acknowledgement says is durable must be in the store by then. */
function assertTold(world: IngestWorld, stored: Stored): void {
  const kept = new Set(world.storedNumbers());
  for (const [lo, hi] of stored.boots[bootText]?.durable ?? []) {
    for (let seq = lo; seq <= hi; seq += 1) expect(kept.has(seq), `number ${seq} was acknowledged early`).toBe(true);
  }
}

async function perform(world: IngestWorld, step: Action): Promise<void> {
  if (step.kind === "send") send(world, stretchOf(step), step.lane);
  else if (step.kind === "events") sendEvents(world, stretchOf(step));
  else if (step.kind === "wait") await world.scheduler.advance(step.ms);
  else {
    world.kill();
    await world.start();
  }
}

function isComplete(stored: Stored | undefined): boolean {
  const log = stored?.boots[bootText];
  const whole = JSON.stringify([[0, numbers - 1]]);
  return JSON.stringify(log?.durable) === whole && JSON.stringify(log?.events.durable) === whole;
}

describe("delivery", () => {
  it("stores each reading and event once, whatever is lost, repeated, reordered or killed, and says durable only of what is", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40, size: "max" }), async (actions) => {
        const world = new IngestWorld();
        world.onStored = (stored) => assertTold(world, stored);
        await world.start();
        await world.connectSite();
        for (const step of actions) await perform(world, step);
        for (let round = 0; round < 5 && !isComplete(world.stored.at(-1)); round += 1) {
          for (let first = 0; first < numbers; first += 10) {
            send(world, stretchOf({ first, count: 10 }), "history");
            sendEvents(world, stretchOf({ first, count: 10 }));
          }
          await world.scheduler.advance(2500);
        }
        const all = Array.from({ length: numbers }, (_, index) => index);
        expect(isComplete(world.stored.at(-1))).toBe(true);
        expect(world.storedNumbers()).toEqual(all);
        expect(
          world.content
            .rows("gap")
            .map(({ time }) => time - begin)
            .sort((a, b) => a - b),
        ).toEqual(all);
        const ending = world.ingest?.[Symbol.asyncDispose]();
        await world.scheduler.advance(100);
        await ending;
      }),
      { numRuns: 60 },
    );
  });
});
