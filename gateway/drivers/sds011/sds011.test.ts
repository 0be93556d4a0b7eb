import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ListenBench, listenBench } from "../../../test/support/listen-bench.ts";
import { sdsConfig } from "./config.ts";
import { restingSensor, stepCycle } from "./cycle.ts";
import { dust } from "./fixtures/frames.ts";
import { type Command, encodeCommand, findFrames } from "./frame.ts";
import { sds011 } from "./index.ts";

const start = Date.UTC(2026, 0, 15);
const hexOf = (command: Command) => Buffer.from(encodeCommand(command)).toString("hex");
const bytesOf = (pm25: number, pm10: number, id: number) => {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  bytes.set([0xaa, 0xc0]);
  for (const [index, word] of [pm25, pm10, id].entries()) view.setUint16(2 + 2 * index, word, true);
  bytes[8] = bytes.subarray(2, 8).reduce((sum, byte) => sum + byte, 0) & 0xff;
  bytes[9] = 0xab;
  return bytes;
};

describe("frames", () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.constantFrom(0xaa, 0xc0, 0xc5, 0xab, 0)).map((bytes) => Uint8Array.from(bytes)),
  );
  const hear = (pieces: readonly Uint8Array[]) => {
    let rest: Uint8Array = new Uint8Array(0);
    const frames = [];
    let lost = 0;
    for (const piece of pieces) {
      const result = findFrames(Uint8Array.from([...rest, ...piece]));
      rest = result.rest;
      expect(rest.length).toBeLessThan(10);
      for (const each of result.found) {
        if (each.kind === "frame") frames.push(each.frame);
        else lost += each.bytes;
      }
    }
    return { frames, lost, rest: [...rest] };
  };

  it.each([
    ["clean", { kind: "data", pm25: 12.3, pm10: 20.5, id: 0x5ca1 }],
    ["smoke", { kind: "data", pm25: 312, pm10: 500.1, id: 0x5ca1 }],
    ["answer", { kind: "answer", command: 6 }],
  ] as const)("%s is what it says", (name, frame) => {
    expect(findFrames(dust[name]).found).toEqual([{ kind: "frame", frame }]);
  });

  it("are the same however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(noise, fc.constant(dust.smoke))),
        fc.integer({ min: 1, max: 30 }),
        (parts, size) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(hear(pieces)).toEqual(hear([bytes]));
        },
      ),
    );
  });

  it("are found after noise, all bytes of which are counted", () => {
    fc.assert(
      fc.property(noise, (before) => {
        // Noise that ends as a frame begins can swallow one; never two.
        const { frames, lost, rest } = hear([before, dust.smoke, dust.smoke]);
        expect(frames.at(-1)).toMatchObject({ pm25: 312, pm10: 500.1 });
        expect(lost + rest.length + 10 * frames.length).toBe(before.length + 20);
      }),
      { numRuns: 1000 },
    );
  });

  it("are read as they were written", () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(word, word, word, (pm25, pm10, id) => {
        const { frames } = hear([bytesOf(pm25, pm10, id)]);
        expect(frames).toEqual([{ kind: "data", pm25: pm25 / 10, pm10: pm10 / 10, id }]);
      }),
    );
  });

  it("with a wrong sum are none, and told from noise", () => {
    expect(findFrames(dust.clean.with(8, 0)).found[0]).toEqual({ kind: "noise", bytes: 1, isBroken: true });
    expect(findFrames(dust.clean.with(9, 0)).found[0]).toEqual({ kind: "noise", bytes: 1, isBroken: false });
  });

  it("of commands are those of the protocol document", () => {
    expect(hexOf("sleep")).toBe("aab406010000000000000000000000ffff05ab");
    expect(hexOf("wake")).toBe("aab406010100000000000000000000ffff06ab");
    expect(hexOf("active")).toBe("aab402010000000000000000000000ffff01ab");
    expect(hexOf("continuous")).toBe("aab408010000000000000000000000ffff07ab");
  });
});

/** A sensor that sends a frame each second while it is awake. */
async function sensor(config: object, options: { readonly deafTo?: number } = {}) {
  let deaf = options.deafTo ?? 0;
  const world = { awake: true, frame: dust.clean as Uint8Array };
  const hear = (bytes: Uint8Array): void => {
    if (bytes[2] !== 6) return;
    if (deaf > 0) deaf -= 1;
    else world.awake = bytes[4] === 1;
  };
  const bench: ListenBench = await listenBench(sds011, config, { start, hear });
  const tick = (): void => {
    if (world.awake) bench.say(world.frame);
    bench.scheduler.schedule(bench.scheduler.now + 1000, tick);
  };
  bench.scheduler.schedule(start + 500, tick);
  return { ...bench, world };
}

const timesOf = ({ samples }: Pick<ListenBench, "samples">) =>
  samples.filter(({ point }) => point === "pm2-5").map(({ measuredAt }) => Math.round((measuredAt - start) / 1000));

describe("a sensor that always measures", () => {
  it("is woken and set to speak, and read after its warm-up from the second agreeing frame on", async () => {
    const bench = await sensor({});
    await bench.scheduler.advance(40_000);
    expect(bench.told).toEqual([hexOf("wake"), hexOf("continuous"), hexOf("active")]);
    expect(timesOf(bench)).toEqual([32, 33, 34, 35, 36, 37, 38, 39, 40]);
    expect(bench.samples[0]).toMatchObject({ point: "pm2-5", value: 12.3, quality: "good" });
    expect(bench.samples[1]).toMatchObject({ point: "pm10", value: 20.5, quality: "good" });
  });

  it("is not believed a single frame that stands alone, nor zero, nor more than it measures", async () => {
    const bench = await sensor({ warmUp: "0s" });
    await bench.scheduler.advance(3000);
    const before = bench.samples.length;
    for (const frame of [dust.smoke, dust.clean, dust.zero, dust.zero, dust.tooMuch, dust.tooMuch]) {
      bench.world.frame = frame;
      await bench.scheduler.advance(1000);
    }
    expect(bench.samples).toHaveLength(before);
    bench.world.frame = dust.smoke;
    await bench.scheduler.advance(3000);
    expect(bench.samples.slice(before).map(({ value }) => value)).toEqual([312, 500.1, 312, 500.1]);
  });

  it.each([
    ["another sensor", [123, 205, 7]],
    ["far more fine dust", [623, 205, 0x5ca1]],
    ["far more coarse dust", [123, 705, 0x5ca1]],
  ] as const)("is not believed one frame of %s", async (_what, [pm25, pm10, id]) => {
    const bench = await sensor({ warmUp: "0s" });
    await bench.scheduler.advance(3000);
    const before = bench.samples.length;
    bench.world.frame = bytesOf(pm25, pm10, id);
    await bench.scheduler.advance(1000);
    expect(bench.samples).toHaveLength(before);
    await bench.scheduler.advance(1000);
    expect(bench.samples).toHaveLength(before + 2);
  });

  it("whose line is lost is bad at once, and woken again when it is back", async () => {
    const bench = await sensor({ warmUp: "0s" });
    await bench.scheduler.advance(5000);
    bench.line.unplug();
    await bench.scheduler.advance(100);
    expect(bench.samples.at(-1)).toMatchObject({ value: null, quality: "bad", reasons: ["comms"] });
    bench.line.plug();
    await bench.attach();
    await bench.scheduler.advance(6000);
    expect(bench.samples.at(-1)).toMatchObject({ value: 20.5, quality: "good" });
  });

  it("counts a frame with a wrong sum", async () => {
    const bench = await sensor({ warmUp: "0s" });
    bench.world.frame = dust.clean.with(8, 1);
    await bench.scheduler.advance(3000);
    expect(bench.samples).toEqual([]);
    expect(bench.troubles).toContainEqual({ kind: "checksum" });
  });
});

describe("a sensor with a duty cycle", () => {
  const config = { dutyCycle: "5min", warmUp: "30s" };

  it("measures for ten seconds every five minutes and sleeps in between", async () => {
    const bench = await sensor(config);
    await bench.scheduler.advance(900_000);
    const rounds = [0, 300, 600];
    expect(timesOf(bench)).toEqual(rounds.flatMap((at) => [32, 33, 34, 35, 36, 37, 38, 39, 40].map((s) => at + s)));
    const sleeps = bench.told.filter((each) => each === hexOf("sleep"));
    expect(sleeps).toHaveLength(3);
    expect(bench.supervisor.counters().buses["line"]).toMatchObject({ opened: 1, reopened: 0 });
  });

  it("is told again what it did not hear", async () => {
    const bench = await sensor(config, { deafTo: 2 });
    bench.world.awake = false;
    await bench.scheduler.advance(60_000);
    expect(bench.told.filter((each) => each === hexOf("wake"))).toHaveLength(3);
    expect(timesOf(bench).length).toBeGreaterThan(5);
  });

  it("keeps the last reading while it sleeps, also when the line is lost for a moment", async () => {
    const bench = await sensor(config);
    await bench.scheduler.advance(100_000);
    bench.line.unplug();
    await bench.scheduler.advance(1000);
    expect(bench.samples.every(({ quality }) => quality === "good")).toBe(true);
    expect(sds011.metrics(sdsConfig.parse(config))[0]).toMatchObject({ every: 300_000, unit: "ug/m3" });
  });

  it("must leave time to warm up, to measure and to sleep", () => {
    expect(sdsConfig.safeParse({ dutyCycle: "40s" }).success).toBe(false);
    expect(sdsConfig.safeParse({ dutyCycle: "50s" }).success).toBe(true);
  });

  it("never measures in its warm-up, whatever comes when", () => {
    const read = sdsConfig.parse(config);
    const frame = { kind: "frame", frame: { kind: "data", pm25: 5, pm10: 6, id: 1 } } as const;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20_000), fc.boolean())), (inputs) => {
        let now = start;
        let { state } = stepCycle(restingSensor, { kind: "opened" }, read, now);
        for (const [pause, isFrame] of inputs) {
          now += pause;
          const step = stepCycle(state, isFrame ? frame : { kind: "tick" }, read, now);
          state = step.state;
          if (step.reading !== undefined) expect(now - state.wokenAt).toBeGreaterThanOrEqual(30_000);
          if (step.reading !== undefined) expect(now - state.wokenAt).toBeLessThan(40_000);
        }
      }),
    );
  });
});
