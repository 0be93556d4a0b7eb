import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asDelivered,
  communicationLost,
  type DriveState,
  driveTarget,
  motorStall,
  startDrive,
  status,
  statusWord,
  takeControlWord,
  trip,
  watchLink,
} from "./drive.ts";

const ready = 0x047e;
const run = 0x047f;
const resetWord = 0x04fe;

function told(words: readonly number[], from: DriveState = startDrive(0)): DriveState {
  return words.reduce((state, word) => takeControlWord(state, word, 0, true), from);
}

describe("drive on the ABB drives profile", () => {
  test("starts by 0x047E then 0x047F and stops by 0x047E", () => {
    expect(told([]).mode.kind).toBe("inhibited");
    expect(statusWord(told([ready]), 0) & (status.readyOn | status.readyRun)).toBe(status.readyOn);
    const running = { ...told([ready, run]), reference: 16_000 };
    expect(running.mode.kind).toBe("operating");
    expect(driveTarget(running, 0)).toBe(0.8);
    expect(statusWord(running, 0.8)).toBe(0b11_0011_0111);
    expect(driveTarget(told([ready], running), 0.8)).toBe(0);
  });

  test("a run word alone starts nothing after power-up", () => {
    expect(told([run, run]).mode.kind).toBe("inhibited");
  });

  test("without bit 10 a control word is ignored, and is no sign of life", () => {
    const running = told([ready, run]);
    expect(takeControlWord(running, ready & ~(1 << 10), 9_000, true)).toBe(running);
  });

  test("in LOCAL a control word is ignored and the status word says so", () => {
    const local = { ...told([ready, run]), local: true };
    expect(takeControlWord(local, ready, 0, true)).toBe(local);
    expect(statusWord(local, 0.5) & status.remote).toBe(0);
  });

  test.each([
    ["OFF2 lets the motor run down", run & ~2, "inhibited", true],
    ["OFF3 ramps down", run & ~4, "inhibited", false],
    ["inhibited operation lets the motor run down", run & ~8, "ready", true],
    ["OFF1 ramps down", ready, "ready", false],
  ])("%s", (_name, word, mode, coasting) => {
    const state = told([ready, run, word]);
    expect([state.mode.kind, state.coasting]).toEqual([mode, coasting]);
  });

  test("as it was commissioned a drive without control words holds its speed; as delivered it trips", () => {
    const running = told([ready, run]);
    expect(watchLink(running, 0.7, 10_001).held).toBe(0.7);
    const delivered = { ...running, settings: asDelivered };
    expect(watchLink(delivered, 0.7, 3_000)).toBe(delivered);
    expect(watchLink(delivered, 0.7, 3_001).mode).toEqual({ kind: "tripped", code: communicationLost });
  });

  test("a trip is left only by a rising reset bit once its cause is gone", () => {
    const tripped = trip(told([ready, run]), motorStall);
    expect(told([ready, run], tripped).mode).toEqual({ kind: "tripped", code: motorStall });
    expect(takeControlWord(tripped, resetWord, 0, false).mode.kind).toBe("tripped");
    expect(told([resetWord], tripped).mode.kind).toBe("ready");
    const held = takeControlWord(tripped, resetWord, 0, false);
    expect(takeControlWord(held, resetWord, 0, true).mode.kind).toBe("tripped");
    expect(told([ready, resetWord], held).mode.kind).toBe("ready");
  });

  test("10 s without a control word hold the present speed until one comes", () => {
    const running = { ...told([ready, run]), reference: 20_000 };
    expect(watchLink(running, 0.7, 10_000)).toBe(running);
    const held = watchLink(running, 0.7, 10_001);
    expect(driveTarget(held, 0.9)).toBe(0.7);
    expect(statusWord(held, 0.7) & status.alarm).toBe(status.alarm);
    expect(driveTarget(takeControlWord(held, run, 11_000, true), 0.7)).toBe(1);
  });

  test("whatever is written, the target stays between 0 and 1 and a trip stays a trip without reset", () => {
    const words = fc.array(fc.tuple(fc.nat(0xffff), fc.integer({ min: -32_768, max: 32_767 })), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.boolean(), (sequence, broken) => {
        let state = broken ? trip(startDrive(0), 1) : startDrive(0);
        for (const [word, reference] of sequence) {
          const before = state;
          state = { ...takeControlWord(state, word, 0, true), reference };
          const target = driveTarget(state, 0.5);
          expect(target).toBe(Math.min(1, Math.max(0, target)));
          expect(mayFollow(before, state, word)).toBe(true);
        }
      }),
    );
  });
});

/** Only a reset ends a trip, and only a full run word with bit 10 starts the motor. */
function mayFollow(before: DriveState, next: DriveState, word: number): boolean {
  const leftTrip = before.mode.kind === "tripped" && next.mode.kind !== "tripped";
  const started = before.mode.kind !== "operating" && next.mode.kind === "operating";
  return (!leftTrip || (word & 0x80) !== 0) && (!started || (word & 0x40f) === 0x40f);
}
