import { describe, expect, it } from "vitest";
import { afterRead, isDoubtful, type PollState } from "./polling.ts";

const config = { poll: 1000, jitter: 0 };

describe("polling", () => {
  it("keeps the beat although reads take time", () => {
    const { state, pause } = afterRead({ dueAt: 5000, failures: 0 }, "answered", config, 5300);
    expect(state.dueAt).toBe(6000);
    expect(pause).toEqual({ clock: "world", at: 6000 });
  });

  it("leaves out beats that passed", () => {
    expect(afterRead({ dueAt: 5000, failures: 0 }, "answered", config, 8400).state.dueAt).toBe(9000);
  });

  it("waits no longer than one poll when the world clock was set back", () => {
    expect(afterRead({ dueAt: 5_000_000, failures: 0 }, "answered", config, 1000).state.dueAt).toBe(2000);
  });

  it("pauses from the third failure on, doubling up to 15 s, and starts afresh after an answer", () => {
    let state: PollState = { dueAt: 0, failures: 0 };
    const pauses: unknown[] = [];
    for (let count = 0; count < 9; count++) {
      const after = afterRead(state, "failed", config, state.dueAt);
      state = after.state;
      pauses.push(after.pause.clock === "io" ? after.pause.after : "beat");
    }
    expect(pauses).toEqual(["beat", "beat", 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(isDoubtful(afterRead(state, "answered", config, state.dueAt).state)).toBe(false);
  });

  it("does not blame the device for the line", () => {
    const { state, pause } = afterRead({ dueAt: 0, failures: 2 }, "down", config, 0);
    expect(state.failures).toBe(2);
    expect(pause.clock).toBe("world");
  });
});
