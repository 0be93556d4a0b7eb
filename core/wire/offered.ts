import { type Command, type CommandResult, commandSchema } from "./command.ts";
import { openEnvelope, type Verifier } from "./envelope.ts";

/** Whose key signed a command. */
export type CommandSigner = "operator" | "region" | "unknown";

/** Why a command is refused. */
export type Refusal = NonNullable<CommandResult["refusal"]>;

/** A command whose signature was checked, or what was wrong with it. */
export type Offered =
  | { readonly kind: "command"; readonly command: Command; readonly signer: CommandSigner }
  | { readonly kind: "unreadable"; readonly refusal: "bad-signature" | "malformed"; readonly id: string };

/** Whose commands a receiver believes, by key id. */
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

function signerOf(keyId: string, keys: TrustedKeys): CommandSigner {
  if (keys.operators.has(keyId)) return "operator";
  return keys.regions.has(keyId) ? "region" : "unknown";
}
