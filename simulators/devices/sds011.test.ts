import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMeasuring, type SdsState, speaks, startSds, takeCommand, warmedUp } from "./sds011.ts";
import { answerFrame, dataFrame, findCommands, type SdsCommand } from "./sds011-frames.ts";

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
/** Of the protocol document: sleep, to any sensor. */
const sleep = bytes("aab406010000000000000000000000ffff05ab");
const id = 0x58d9;
const set = (code: number, value: number): SdsCommand => ({ code, isSet: true, value });

function told(state: SdsState, command: SdsCommand, now: number): SdsState {
  return takeCommand(state, command, now, { id, data: () => new Uint8Array(0) }).state;
}

describe("frames of a dust sensor", () => {
  test("are those a real sensor sent", () => {
    expect(hex(dataFrame({ pm25: 0.6, pm10: 0.6 }, id))).toBe("aac00600060058d93dab");
    expect(hex(dataFrame({ pm25: 7.5, pm10: 8.1 }, 0xe977))).toBe("aac04b005100e977fcab");
  });

  test("answer what was told, with the sensor's id and sum", () => {
    expect(hex(answerFrame(set(6, 0), id))).toBe("aac50601000058d938ab");
  });

  test("of commands are found whatever stands around them and however they come", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.integer({ min: 1, max: 25 }), (noise, size) => {
        const stream = Uint8Array.from([...noise.filter((byte) => byte !== 0xaa), ...sleep, ...sleep]);
        const found: SdsCommand[] = [];
        let rest: Uint8Array = new Uint8Array(0);
        for (let at = 0; at < stream.length; at += size) {
          const result = findCommands(Uint8Array.from([...rest, ...stream.subarray(at, at + size)]), id);
          found.push(...result.commands);
          rest = result.rest;
        }
        expect(found).toEqual([set(6, 0), set(6, 0)]);
      }),
    );
  });

  test("of commands with a wrong sum, or for another sensor, are none", () => {
    expect(findCommands(sleep.with(17, 6), id).commands).toEqual([]);
    const forAnother = sleep.with(15, 1).with(16, 2).with(17, 0x0a);
    expect(findCommands(forAnother, id).commands).toEqual([]);
    expect(findCommands(forAnother, 0x0102).commands).toEqual([set(6, 0)]);
  });
});

describe("a dust sensor", () => {
  test("speaks each second of itself, shows nothing at first and all of the dust after a quarter of a minute", () => {
    const state = startSds(0);
    expect([speaks(state, 1_000), speaks(state, 2_000)]).toEqual([true, true]);
    expect([warmedUp(state, 2_900), warmedUp(state, 9_000), warmedUp(state, 15_000)]).toEqual([0, 0.5, 1]);
  });

  test("asleep is silent and hears only that it should wake, and then warms up again", () => {
    const asleep = told(startSds(0), set(6, 0), 60_000);
    expect(speaks(asleep, 61_000)).toBe(false);
    const deaf = takeCommand(asleep, set(8, 5), 61_000, { id, data: () => new Uint8Array(0) });
    expect(deaf).toEqual({ state: asleep });
    const awake = told(asleep, set(6, 1), 90_000);
    expect([speaks(awake, 91_000), warmedUp(awake, 91_000)]).toEqual([true, 0]);
  });

  test("woken while it is awake goes on as warm as it is", () => {
    expect(warmedUp(told(startSds(0), set(6, 1), 60_000), 61_000)).toBe(1);
  });

  test("in its own rhythm works half a minute in each period and says one frame at the end", () => {
    const state = told(startSds(0), set(8, 5), 100_000);
    const seconds = Array.from({ length: 600 }, (_, index) => 100_000 + index * 1_000);
    expect(seconds.filter((at) => isMeasuring(state, at))).toHaveLength(60);
    expect(seconds.filter((at) => speaks(state, at))).toEqual([129_000, 429_000]);
    expect(speaks(told(state, set(8, 0), 110_000), 111_000)).toBe(true);
  });

  test("set to be asked is silent until it is asked", () => {
    const state = told(startSds(0), set(2, 1), 20_000);
    expect(speaks(state, 21_000)).toBe(false);
    const data = dataFrame({ pm25: 1, pm10: 2 }, id);
    expect(takeCommand(state, { code: 4, isSet: false, value: 0 }, 21_000, { id, data: () => data }).says).toBe(data);
  });

  test("tells how it is set without being changed", () => {
    const state = told(startSds(0), set(8, 7), 0);
    const asked = takeCommand(state, { code: 8, isSet: false, value: 0 }, 1_000, { id, data: () => sleep });
    expect(asked.state).toBe(state);
    expect(hex(asked.says)).toBe(hex(answerFrame({ code: 8, isSet: false, value: 7 }, id)));
    expect(takeCommand(state, set(8, 31), 1_000, { id, data: () => sleep })).toEqual({ state });
  });
});
