import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../core/wire/command.ts";
import { issueNonce } from "../../core/wire/freshness.ts";
import type { Offered } from "../../core/wire/offered.ts";
import { orderSchema } from "../../core/wire/order.ts";
import { admit, answered, type GateConfig, type GateState, gateStart, lapseOf, watch } from "./gate.ts";

const boot = { counter: 3, salt: "00112233445566ff" };
const config: GateConfig = {
  region: "lage-landen",
  site: "oost",
  boot,
  actuators: new Map([["pump-1", { running: 15_000 }]]),
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

/** The same command with another order. */
function ordering(order: Command["order"]): Offered {
  const offered = override();
  return offered.kind === "command" ? { ...offered, command: { ...offered.command, order } } : offered;
}

const ready: GateState = issueNonce(gateStart, nonce, 0);
const running =
  (value: boolean | null, told = true) =>
  () => ({ told, running: value, speed: 80 });

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
    [
      { purpose: "lock", lock: "person-at-work", reason: "trash rack" },
      { kind: "lock", reason: "trash rack" },
    ],
    [{ purpose: "unlock", lock: "person-at-work" }, { kind: "unlock" }],
  ] as const)("hands on a lock with who asks, and is done when the engine has taken it", (order, action) => {
    const step = admit(ready, ordering(order), config, at(1));
    expect(step.actions).toMatchObject([{ ...action, actor: "a person", lock: "person-at-work" }]);
    const answer = answered(step.state, [{ id: "0123456789abcdef", accepted: true }], at(2));
    expect(answer.results).toMatchObject([{ state: "executed" }]);
  });

  it.each([
    [
      { purpose: "shelve", key: "gauge.level.hi", eventId: "7", reason: "weed rack", forMs: 60_000 },
      { kind: "shelve", key: "gauge.level.hi", eventId: "7", reason: "weed rack", forMs: 60_000 },
    ],
    [
      { purpose: "shelve", key: "gauge.level.hi", reason: "weed rack", oneShot: true },
      { kind: "shelve", key: "gauge.level.hi", reason: "weed rack", forMs: "oneShot" },
    ],
    [
      { purpose: "unshelve", key: "gauge.level.hi" },
      { kind: "unshelve", key: "gauge.level.hi" },
    ],
  ] as const)("hands on shelving with who asks, and is done when the engine has taken it", (order, action) => {
    const step = admit(ready, ordering(orderSchema.parse(order)), config, at(1));
    expect(step.actions).toEqual([{ ...action, id: "0123456789abcdef", actor: "a person" }]);
    const answer = answered(step.state, [{ id: "0123456789abcdef", accepted: true }], at(2));
    expect(answer.results).toMatchObject([{ state: "executed" }]);
  });

  it.each([
    { purpose: "shelve", key: "k", reason: "r" },
    { purpose: "shelve", key: "k", reason: "r", forMs: 60_000, oneShot: true },
    { purpose: "shelve", key: "k", reason: " ", forMs: 60_000 },
    { purpose: "shelve", key: "k", reason: "r", forMs: 604_800_001 },
  ])("%o is no order", (order) => {
    expect(orderSchema.safeParse(order).success).toBe(false);
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
          if (renew) state = issueNonce(state, `${"cd".repeat(14)}${String(now).padStart(4, "0").slice(-4)}`, now);
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

  describe("of a drive whose speed is read back", () => {
    const rule = { running: 15_000, speed: { within: 3, after: 45_000, unit: "%", offer: false } } as const;
    const taken = () => {
      const first = admit(ready, override(), { ...config, actuators: new Map([["pump-1", rule]]) }, at(1_000));
      return answered(first.state, [{ id: "0123456789abcdef", accepted: true }], at(1_000)).state;
    };
    const shows = (speed: number | null) => () => ({ told: true, running: true, speed });

    it("is executed once it runs as fast as it was asked to", () => {
      const slow = watch(taken(), shows(76.9), at(2_000));
      expect(slow.results).toEqual([]);
      expect(watch(slow.state, shows(77), at(30_000)).results).toMatchObject([{ state: "executed" }]);
    });

    it.each([
      [65.2, "it runs at 65 %, not at 80 %"],
      [null, "it runs at an unknown speed, not at 80 %"],
    ])("is unknown when it shows %s", (speed, detail) => {
      const slow = watch(taken(), shows(speed), at(2_000));
      expect(watch(slow.state, shows(speed), at(46_999)).results).toEqual([]);
      expect(watch(slow.state, shows(speed), at(47_000)).results).toMatchObject([{ state: "unknown", detail }]);
    });

    it("is unknown no later than without, when it does not run at all", () => {
      const still = watch(taken(), running(false), at(2_000));
      expect(watch(still.state, running(false), at(17_000)).results).toMatchObject([{ state: "unknown" }]);
    });
  });

  it("of a charger is executed once it was told, whatever the car wants, and not while it draws more", () => {
    const rule = { running: 15_000, speed: { within: 1, after: 15_000, unit: "A", offer: true } } as const;
    const first = admit(ready, override(), { ...config, actuators: new Map([["pump-1", rule]]) }, at(1_000));
    const taken = answered(first.state, [{ id: "0123456789abcdef", accepted: true }], at(1_000)).state;
    const draws = (speed: number) => () => ({ told: true, running: speed > 0, speed });
    expect(watch(taken, draws(0), at(2_000)).results).toMatchObject([{ state: "executed" }]);
    const more = watch(taken, draws(96), at(2_000));
    expect(more.results).toEqual([]);
    expect(watch(more.state, draws(96), at(17_000)).results).toMatchObject([
      { state: "unknown", detail: "it runs at 96 A, not at 80 A" },
    ]);
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
    const later = issueNonce(accepted(), nonce, 5_000);
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

it("tells when the newest order of an actuator ends, in the time of the world, until it has ended", () => {
  const held = accepted();
  expect(lapseOf(held, "pump-1")).toBe(at(301_000).world);
  expect(lapseOf(held, "pump-2")).toBeUndefined();
  expect(lapseOf(watch(held, running(true), at(301_000)).state, "pump-1")).toBeUndefined();
});
