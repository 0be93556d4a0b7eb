import { z } from "zod";
import { messageOf } from "../errors.ts";
import { err, ok, type Result } from "../result.ts";
import { longestMessage } from "./fields.ts";

/** Makes signatures with one key. The real side is in core/io/keys. */
export interface Signer {
  /** First 16 hex digits of the SHA-256 of the public key's SPKI DER. */
  readonly keyId: string;
  sign(bytes: Uint8Array): Uint8Array;
}

/** Checks signatures with the keys it knows. */
export interface Verifier {
  /** False also for a key that is not known. */
  verify(keyId: string, bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** What an envelope may carry; a signature made for one type is worth nothing under another. */
export type EnvelopeType = "stored" | "command" | "result" | "aid" | "charter";

/** Why an envelope was not opened. `bad-signature` says that it is whole, but that nobody we know has signed it. */
export interface EnvelopeFault {
  readonly kind: "malformed" | "wrong-type" | "bad-signature" | "too-long";
  readonly detail: string;
}

/** A signed message whose signature holds. */
export interface Opened<T> {
  readonly message: T;
  /** Whose signature it was. Whether this key may say such a thing, of this place, is the caller's to judge. */
  readonly keyId: string;
}

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const envelopeSchema = z.object({
  payload: base64,
  payloadType: z.string().max(100),
  signatures: z
    .array(z.object({ keyid: z.string().max(64), sig: base64.max(200) }))
    .min(1)
    .max(4),
});

/** Source: DSSE protocol 1.0.2 (secure-systems-lab/dsse, protocol.md), payloadType; the name is ours. */
function payloadTypeOf(type: EnvelopeType): string {
  return `application/vnd.homeostat.${type}+json`;
}

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true });

/**
 * The bytes that are signed: the type and the payload, each with its length before it, so that neither can pass for the other.
 * Source: DSSE protocol 1.0.2, "Signature Definition", PAE.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8.encode(payloadType);
  const head = utf8.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** Signs a message once, as the bytes it has now, and wraps it. The bytes travel as they are and are never written anew. */
export function seal(type: EnvelopeType, message: unknown, signer: Signer): Uint8Array {
  const payload = utf8.encode(JSON.stringify(message));
  const payloadType = payloadTypeOf(type);
  const signature = signer.sign(preAuthEncoding(payloadType, payload));
  const envelope = {
    payload: Buffer.from(payload).toString("base64"),
    payloadType,
    signatures: [{ keyid: signer.keyId, sig: Buffer.from(signature).toString("base64") }],
  };
  return utf8.encode(JSON.stringify(envelope));
}

/** Opens an envelope: its length, its type, a signature by a known key, then what it says. Never throws. */
export function openEnvelope<T>(
  bytes: Uint8Array,
  expected: { readonly type: EnvelopeType; readonly schema: z.ZodType<T>; readonly verifier: Verifier },
): Result<Opened<T>, EnvelopeFault> {
  if (bytes.length > longestMessage) return fault("too-long", `${bytes.length} bytes, ${longestMessage} are allowed`);
  const envelope = parsed(bytes, envelopeSchema);
  if (!envelope.ok) return envelope;
  const { payloadType, signatures } = envelope.value;
  const wanted = payloadTypeOf(expected.type);
  if (payloadType !== wanted) return fault("wrong-type", `${payloadType}, expected ${wanted}`);
  const payload = Buffer.from(envelope.value.payload, "base64");
  const signed = preAuthEncoding(payloadType, payload);
  const good = signatures.find(({ keyid, sig }) => expected.verifier.verify(keyid, signed, Buffer.from(sig, "base64")));
  if (good === undefined) {
    return fault(
      "bad-signature",
      `no good signature by a known key (${signatures.map(({ keyid }) => keyid).join(", ")})`,
    );
  }
  const message = parsed(payload, expected.schema);
  return message.ok ? ok({ message: message.value, keyId: good.keyid }) : message;
}

function parsed<T>(bytes: Uint8Array, schema: z.ZodType<T>): Result<T, EnvelopeFault> {
  let json: unknown;
  try {
    json = JSON.parse(text.decode(bytes));
  } catch (error) {
    return fault("malformed", messageOf(error));
  }
  const message = schema.safeParse(json);
  if (message.success) return ok(message.data);
  const issue = message.error.issues[0];
  return fault("malformed", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not as declared"}`);
}

function fault(kind: EnvelopeFault["kind"], detail: string): { readonly ok: false; readonly error: EnvelopeFault } {
  return err({ kind, detail });
}
