import { openEnvelope, type Verifier } from "../../core/wire/envelope.ts";
import { type Command, commandSchema } from "../../core/wire/messages.ts";
import type { Offered, Signer } from "./gate.ts";

/** Whose keys this gateway trusts, by key id. */
export interface TrustedKeys {
  readonly verifier: Verifier;
  readonly operators: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
}

/** Opens what arrived on `command`. Never throws: what cannot be read becomes a refusal. */
export function readCommand(bytes: Uint8Array, keys: TrustedKeys): Offered {
  const opened = openEnvelope<Command>(bytes, { type: "command", schema: commandSchema, verifier: keys.verifier });
  if (!opened.ok) {
    const refusal = opened.error.kind === "bad-signature" ? "bad-signature" : "malformed";
    return { kind: "unreadable", refusal, id: "unreadable" };
  }
  return { kind: "command", command: opened.value.message, signer: signerOf(opened.value.keyId, keys) };
}

function signerOf(keyId: string, keys: TrustedKeys): Signer {
  if (keys.operators.has(keyId)) return "operator";
  return keys.regions.has(keyId) ? "region" : "unknown";
}
