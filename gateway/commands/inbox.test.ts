import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededSigner, verifierOf } from "../../core/io/keys.ts";
import { seal } from "../../core/wire/envelope.ts";
import { readCommand, type TrustedKeys } from "./inbox.ts";

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
