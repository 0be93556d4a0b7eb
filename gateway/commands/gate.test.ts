import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../core/wire/messages.ts";
import {
  admit,
  answered,
  type GateConfig,
  type GateState,
  gateStart,
  issueNonce,
  type Offered,
  watch,
} from "./gate.ts";

const boot = { counter: 3, salt: "00112233445566ff" };
const config: GateConfig = {
  region: "lage-landen",
  site: "oost",
  boot,
  actuators: new Map([["pump-1", { readBack: 15_000 }]]),
};
const at = (io: number) => ({ io, world: 1_700_000_000_000 + io });
const nonce = "ab".repeat(16);

function override(change: Partial<Command> = {}, order: Partial<Command["order"]> = {}): Offered {
  const base: Command = {
    id: "0123456789abcdef",
    region: "lage-landen",
    site: "oost",
    actor: "a person",
    boot: "3-00112233445566ff",
    nonce,
    order: { purpose: "override", actuator: "pump-1", value: 80, leaseMs: 300_000, reason: "trial" },
  };
  return {
    kind: "command",
    signer: "operator",
    command: { ...base, ...change, order: { ...base.order, ...order } as Command["order"] },
  };
}

const ready: GateState = issueNonce(gateStart, nonce, at(0));
const running =
  (value: boolean | null, told = true) =>
  () => ({ told, running: value });

function accepted(): GateState {
  const first = admit(ready, override(), config, at(1_000));
  return answered(first.state, [{ id: "0123456789abcdef", accepted: true }], at(1_000)).state;
}

describe("admission", () => {
  it("hands a fresh, signed command to the engine", () => {
    const step = admit(ready, override(), config, at(9_999));
    expect(step.results).toEqual([]);
    expect(step.actions).toMatchObject([{ kind: "override", actuator: "pump-1", value: 80 }]);
  });

  it.each([
    ["bad-signature", { kind: "unreadable", refusal: "bad-signature", id: "x" } satisfies Offered, 1],
    ["bad-signature", { ...override(), signer: "unknown" } as Offered, 1],
    ["not-authorised", { ...override(), signer: "region" } as Offered, 1],
    ["wrong-site", override({ site: "west" }), 1],
    ["wrong-site", override({ region: "elsewhere" }), 1],
    ["stale-nonce", override({ nonce: "cd".repeat(16) }), 1],
    ["stale-nonce", override({ boot: "2-00112233445566ff" }), 1],
    ["stale-nonce", override(), 10_001],
    ["unknown-target", override({}, { actuator: "pump-9" }), 1],
  ] as const)("refuses with %s", (refusal, offered, when) => {
    const step = admit(ready, offered, config, at(when));
    expect(step.actions).toEqual([]);
    expect(step.results).toMatchObject([{ state: "refused", refusal }]);
  });

  it("refuses the same command a second time", () => {
    const first = admit(ready, override(), config, at(1));
    expect(admit(first.state, override(), config, at(2)).results).toMatchObject([{ refusal: "replayed" }]);
  });

  it("never lets one command act twice, whatever is repeated and however long it takes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.boolean()), { maxLength: 40 }), (moves) => {
        let state = ready;
        let now = 0;
        let acted = 0;
        for (const [wait, renew] of moves) {
          now += wait;
          if (renew) state = issueNonce(state, `${"cd".repeat(14)}${String(now).padStart(4, "0").slice(-4)}`, at(now));
          const step = admit(state, override(), config, at(now));
          state = step.state;
          acted += step.actions.length;
        }
        expect(acted).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("an override", () => {
  it("is executed only when the actuator reads back", () => {
    const waiting = watch(accepted(), running(false), at(2_000));
    expect(waiting.results).toEqual([]);
    expect(watch(waiting.state, running(true), at(3_000)).results).toMatchObject([{ state: "executed" }]);
  });

  it.each([
    ["never matches", false],
    ["is not there", null],
  ])("is unknown when the read-back %s", (_, value) => {
    const told = watch(accepted(), running(value), at(2_000));
    expect(watch(told.state, running(value), at(16_999)).results).toEqual([]);
    expect(watch(told.state, running(value), at(17_000)).results).toMatchObject([{ state: "unknown" }]);
  });

  it("has its whole read-back time after the warning before the start", () => {
    const warning = watch(accepted(), running(false, false), at(29_000));
    expect(warning.results).toEqual([]);
    const started = watch(warning.state, running(false), at(31_000));
    expect(watch(started.state, running(true), at(45_000)).results).toMatchObject([{ state: "executed" }]);
  });

  it("says unknown when its lease ends before it was read back", () => {
    const end = watch(accepted(), running(false, false), at(301_000));
    expect(end.results).toMatchObject([{ state: "unknown", detail: expect.stringContaining("lease") }]);
    expect(end.actions).toMatchObject([{ why: "lapsed" }]);
  });

  it("gives the decision back to the local reflex when its lease lapses, once", () => {
    const end = watch(accepted(), running(true), at(301_000));
    expect(end.actions).toMatchObject([{ kind: "release", actuator: "pump-1", why: "lapsed" }]);
    expect(watch(end.state, running(true), at(302_000)).actions).toEqual([]);
  });

  it("supersedes the one before it", () => {
    const later = issueNonce(accepted(), nonce, at(5_000));
    const second = admit(later, override({ id: "fedcba9876543210" }, { value: 0 }), config, at(5_100));
    const step = answered(second.state, [{ id: "fedcba9876543210", accepted: true }], at(5_100));
    expect(step.results).toContainEqual(expect.objectContaining({ id: "0123456789abcdef", state: "superseded" }));
    expect(step.state.overrides).toHaveLength(1);
  });

  it("that the engine refuses keeps no lease", () => {
    const first = admit(ready, override(), config, at(1));
    const refused = [{ id: "0123456789abcdef", accepted: false, refusal: "interlocked" }];
    const step = answered(first.state, refused, at(2));
    expect(step.results).toMatchObject([{ state: "refused", refusal: "interlocked" }]);
    expect(step.state.overrides).toEqual([]);
  });
});
