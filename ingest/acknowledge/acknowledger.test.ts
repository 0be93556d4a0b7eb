import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AcknowledgerInput, acknowledgerConfig, neverTold, stepAcknowledger } from "./acknowledger.ts";

const config = acknowledgerConfig(4_194_304);

/** Runs inputs at their times, waking when asked in between; the times at which something was said. */
function timeline(inputs: readonly (readonly [at: number, input: AcknowledgerInput])[], end: number): number[] {
  let state = neverTold(config, 0);
  let wakeAt = 0;
  const said: number[] = [];
  const give = (at: number, input: AcknowledgerInput): void => {
    const step = stepAcknowledger(state, input, config, at);
    state = step.state;
    wakeAt = step.wakeAt;
    if (step.publish) said.push(at);
  };
  for (const [at, input] of [...inputs, [end, { kind: "time" }] as const]) {
    while (wakeAt < at) give(wakeAt, { kind: "time" });
    give(at, input);
  }
  return said;
}

const durable = (bytes = 0): AcknowledgerInput => ({ kind: "durable", bytes });

describe("acknowledgements of a site", () => {
  it("are said at once when there was none lately", () => expect(timeline([[5000, durable()]], 5000)).toContain(5000));

  it("come every two seconds when nothing happens", () => expect(timeline([], 7000)).toEqual([0, 2000, 4000, 6000]));

  it("are at most one a second while little becomes durable", () => {
    const inputs = Array.from({ length: 50 }, (_, i) => [i * 100, durable(1000)] as const);
    expect(timeline(inputs, 5000)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
  });

  it("are said at once when half the window became durable", () => {
    expect(
      timeline(
        [
          [0, durable()],
          [300, durable(2_000_000)],
          [400, durable(100_000)],
        ],
        500,
      ),
    ).toEqual([0, 400]);
  });

  it("leave nothing untold for more than a second and never stay away longer than two", () => {
    const moments = fc.array(fc.tuple(fc.nat(20_000), fc.nat(3_000_000)), { maxLength: 60 });
    fc.assert(
      fc.property(moments, (raw) => {
        const inputs = raw.sort(([a], [b]) => a - b).map(([at, bytes]) => [at, durable(bytes)] as const);
        const said = timeline(inputs, 30_000);
        for (const [at] of inputs) expect(said.some((time) => time >= at && time <= at + 1000)).toBe(true);
        for (let at = 0; at < 28_000; at += 500)
          expect(said.some((time) => time >= at && time <= at + 2000)).toBe(true);
      }),
    );
  });
});
