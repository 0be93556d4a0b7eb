import { describe, expect, test } from "vitest";
import { alarmDigestSchema } from "../../../core/wire/alarm-digest.ts";
import { noSilence, type SilenceInput, type SilenceState, silenceAlarms, stepSilence } from "./silence.ts";

const patience = new Map([["a", 60_000]]);
const run = (...inputs: readonly (readonly [at: number, input: SilenceInput])[]): SilenceState =>
  inputs.reduce((state, [at, input]) => stepSilence(state, input, patience, at).state, noSilence);
const connected: SilenceInput = { kind: "connected" };
const tick: SilenceInput = { kind: "tick", connected: true };
const heard = (measured?: number): SilenceInput => ({ kind: "heard", site: "a", measured });

describe("silence", () => {
  test("a site never heard of is silent its patience after we connected, to the millisecond", () => {
    expect(stepSilence(noSilence, connected, patience, 1_000).nextAt).toBe(61_000);
    expect(run([1_000, connected], [60_999, tick]).silent).toEqual({});
    expect(run([1_000, connected], [61_000, tick]).silent).toEqual({ a: 61_000 });
  });

  test("what is sent again without a new measurement is no sign of life", () => {
    const state = run([0, connected], [1_000, heard(5)], [50_000, heard(5)], [61_000, tick]);
    expect(state.silent).toEqual({ a: 61_000 });
    expect(run([0, connected], [1_000, heard(5)], [50_000, heard(6)], [61_000, tick]).silent).toEqual({});
  });

  test("a message without a count is a sign of life, and ends the silence", () => {
    expect(run([0, connected], [60_000, tick], [70_000, heard()]).silent).toEqual({});
  });

  test("while we are not connected nobody becomes silent, and a new connection starts the patience anew", () => {
    expect(run([0, connected], [90_000, { kind: "tick", connected: false }]).silent).toEqual({});
    expect(run([0, connected], [90_000, connected], [149_999, tick]).silent).toEqual({});
  });

  test("a silent site is a standing alarm under its own key", () => {
    const alarms = silenceAlarms(run([0, connected], [60_000, tick]));
    expect(alarms.map((alarm) => [alarm.key, alarm.onset])).toEqual([["a.silent", 60_000]]);
    expect(alarmDigestSchema.shape.alarms.safeParse(alarms).success).toBe(true);
  });
});
