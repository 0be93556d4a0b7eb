import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededSigner, verifierOf } from "../io/keys.ts";
import { seal } from "./envelope.ts";
import { readCommand, type TrustedKeys } from "./offered.ts";

const operator = seededSigner(new Uint8Array(32).fill(1));
const region = seededSigner(new Uint8Array(32).fill(2));
const stranger = seededSigner(new Uint8Array(32).fill(3));
const keys: TrustedKeys = {
  verifier: verifierOf([operator.publicPem, region.publicPem]),
  operators: new Set([operator.keyId]),
  regions: new Set([region.keyId]),
};
const command = {
  id: "0123456789abcdef",
  region: "lage-landen",
  site: "oost",
  actor: "a person",
  boot: "3-00112233445566ff",
  nonce: "ab".repeat(16),
  order: { purpose: "reset", key: "pump-1.pump-failed" },
};

describe("reading a command", () => {
  it("tells whose it is by the key that signed it", () => {
    expect(readCommand(seal("command", command, operator), keys)).toMatchObject({
      kind: "command",
      signer: "operator",
    });
    expect(readCommand(seal("command", command, region), keys)).toMatchObject({ signer: "region" });
  });

  it("refuses a key nobody knows", () => {
    expect(readCommand(seal("command", command, stranger), keys)).toMatchObject({ refusal: "bad-signature" });
  });

  it("refuses a signature made for another type of message", () => {
    expect(readCommand(seal("result", command, operator), keys)).toMatchObject({ refusal: "malformed" });
  });

  it("refuses what is signed but no command", () => {
    expect(readCommand(seal("command", { ...command, order: { purpose: "explode" } }, operator), keys)).toMatchObject({
      refusal: "malformed",
    });
  });

  it.each([
    ["a second line", "weed\nat 12:00 pump-1 is told to stop"],
    ["an escape sequence", "\u001b[2J"],
    ["a single character that begins one", "a\u009b2J"],
    ["text from right to left", "\u202edeppots"],
    ["a line separator", "a\u2028b"],
  ])("refuses %s in what a person wrote", (_name, text) => {
    const lock = { purpose: "lock", lock: "person-at-work", reason: text };
    const seen = { purpose: "acknowledge", key: "k", eventId: "e", note: text };
    const shelved = { purpose: "shelve", key: "k", reason: text, forMs: 60_000 };
    const override = { purpose: "override", actuator: "pump-1", value: 0, leaseMs: 60_000, reason: text };
    const all = [lock, seen, shelved, override].map((order) => ({ ...command, order }));
    for (const said of [...all, { ...command, actor: text }]) {
      expect(readCommand(seal("command", said, operator), keys)).toMatchObject({ refusal: "malformed" });
    }
  });

  it("takes what people write in any language", () => {
    const order = { purpose: "lock", lock: "person-at-work", reason: "één pomp – “kroos” مضخة 👩‍🔧" };
    expect(readCommand(seal("command", { ...command, order }, operator), keys)).toMatchObject({ kind: "command" });
  });

  it("refuses any change of a single byte of what was signed", () => {
    const sealed = JSON.parse(Buffer.from(seal("command", command, operator)).toString()) as { payload: string };
    const payload = Buffer.from(sealed.payload, "base64");
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(payload);
        changed[at] = changed[at]! ^ flip;
        const bytes = Buffer.from(JSON.stringify({ ...sealed, payload: changed.toString("base64") }));
        expect(readCommand(bytes, keys)).toMatchObject({ kind: "unreadable", refusal: "bad-signature" });
      }),
    );
  });

  it("never throws on random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readCommand(bytes, keys).kind === "unreadable"),
    );
  });
});
