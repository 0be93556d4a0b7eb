import { z } from "zod";
import { bootText, epochMs, id, personText } from "./fields.ts";
import { orderSchema } from "./order.ts";

/** `nonce`, every 5 s: what a fresh command quotes. */
export const nonceSchema = z.strictObject({ boot: bootText, nonce: z.string().regex(/^[0-9a-f]{32}$/) });
export type Nonce = z.infer<typeof nonceSchema>;

/** A command, carried in a signed envelope of type `command`. */
export const commandSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16,32}$/),
  region: id,
  site: z.string(),
  actor: personText(80).min(1),
  boot: bootText,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  order: orderSchema,
});
export type Command = z.infer<typeof commandSchema>;

/** Why the gateway refused a command. */
export const refusals = [
  "bad-signature",
  "not-authorised",
  "wrong-site",
  "stale-nonce",
  "replayed",
  "unknown-target",
  "outside-limits",
  "interlocked",
  "locked",
  "local-mode",
  "minimum-off-time",
  "starts-per-hour",
  "event-superseded",
  "not-active",
  "shelved",
  "already-shelved",
  "not-shelved",
  "not-shelvable",
  "malformed",
] as const;

/** `command/{id}/result`, in a signed envelope of type `result`. Executed is said only after read-back. */
export const resultSchema = z.strictObject({
  id: z.string(),
  state: z.enum(["accepted", "executing", "executed", "superseded", "refused", "unknown"]),
  refusal: z.enum(refusals).optional(),
  detail: z.string().max(400).optional(),
  at: epochMs,
});
export type CommandResult = z.infer<typeof resultSchema>;
