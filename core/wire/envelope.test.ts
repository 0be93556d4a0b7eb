import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { seededSigner, verifierOf } from "../io/keys.ts";
import { openEnvelope, preAuthEncoding, seal } from "./envelope.ts";

const signer = seededSigner(new Uint8Array(32).fill(1));
const stranger = seededSigner(new Uint8Array(32).fill(2));
const verifier = verifierOf([signer.publicPem]);
const schema = z.strictObject({ id: z.string(), value: z.number() });
const message = { id: "a", value: 1.5 };
const expected = { type: "command", schema, verifier } as const;

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

describe("signed envelope", () => {
  it("encodes what is signed as DSSE says", () => {
    const example = preAuthEncoding("http://example.com/HelloWorld", Buffer.from("hello world"));
    expect(Buffer.from(example).toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  it("has the bytes of the golden vector", () => {
    const sealed = parse(seal("command", message, signer));
    expect(sealed).toEqual({
      payload: "eyJpZCI6ImEiLCJ2YWx1ZSI6MS41fQ==",
      payloadType: "application/vnd.homeostat.command+json",
      // Checked with `openssl pkeyutl -verify -rawin` over the encoding above.
      signatures: [
        {
          keyid: "fd110d301d2f077d",
          sig: "PJIM1EZR/G/0aHhRs1Qfbua9Nr18FV184UMo2OBilT/3Ehn/xxXg9ExOA5bRW8//1h6sTB8exi+dB3efQyvKBA==",
        },
      ],
    });
  });

  it("opens to the message and the key that signed", () => {
    const opened = openEnvelope(seal("command", message, signer), expected);
    expect(opened).toEqual({ ok: true, value: { message, keyId: signer.keyId } });
  });

  it("is refused under another type, also when the type was rewritten", () => {
    const sealed = seal("result", message, signer);
    expect(openEnvelope(sealed, expected)).toMatchObject({ error: { kind: "wrong-type" } });
    const rewritten = { ...parse(sealed), payloadType: "application/vnd.homeostat.command+json" };
    expect(openEnvelope(bytesOf(rewritten), expected)).toMatchObject({ error: { kind: "bad-signature" } });
  });

  it("is refused from a stranger, also under the name of a known key", () => {
    const sealed = seal("command", message, stranger);
    expect(openEnvelope(sealed, expected)).toMatchObject({ error: { kind: "bad-signature" } });
    const named = parse(sealed);
    named.signatures[0].keyid = signer.keyId;
    expect(openEnvelope(bytesOf(named), expected)).toMatchObject({ error: { kind: "bad-signature" } });
  });

  it("opens with one good signature among several", () => {
    const good = parse(seal("command", message, signer));
    const other = parse(seal("command", message, stranger));
    const both = { ...good, signatures: [...other.signatures, ...good.signatures] };
    expect(openEnvelope(bytesOf(both), expected)).toMatchObject({ value: { keyId: signer.keyId } });
  });

  it("is refused when its message is not as declared, or it is too long", () => {
    expect(openEnvelope(seal("command", { id: 1 }, signer), expected)).toMatchObject({ error: { kind: "malformed" } });
    expect(openEnvelope(new Uint8Array(300_000), expected)).toMatchObject({ error: { kind: "too-long" } });
  });

  it("never opens with a byte changed into other JSON, and never throws", () => {
    const sealed = seal("command", message, signer);
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(255), (at, byte) => {
        const opened = openEnvelope(sealed.with(at, byte), expected);
        if (opened.ok) expect(opened.value).toEqual({ message, keyId: signer.keyId });
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void openEnvelope(bytes, expected)));
  });
});
