import { z } from "zod";
import { bootText, epochMs } from "./fields.ts";

/** `presence`, retained, with an offline will; said again when the spool begins to fail and when it works again. */
export const presenceSchema = z.strictObject({
  online: z.boolean(),
  boot: bootText,
  at: epochMs,
  trouble: z.string().max(200).optional().describe("why the spool cannot write; absent while it can"),
});
export type Presence = z.infer<typeof presenceSchema>;
