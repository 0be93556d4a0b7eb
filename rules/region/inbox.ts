import type { z } from "zod";
import { alarmDigestSchema } from "../../core/wire/alarm-digest.ts";
import { eventMessageSchema } from "../../core/wire/events.ts";
import { longestMessage } from "../../core/wire/fields.ts";
import type { RegionInput } from "./step.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parse<T>(schema: z.ZodType<T>, payload: Uint8Array): T | undefined {
  if (payload.length > longestMessage) return undefined;
  try {
    const read = schema.safeParse(JSON.parse(utf8.decode(payload)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** A site's alarm digest; undefined when the bytes are none. Never throws. */
export function readDigest(site: string, payload: Uint8Array): RegionInput | undefined {
  const digest = parse(alarmDigestSchema, payload);
  return digest === undefined ? undefined : { kind: "digest", site, digest };
}

/** A site's events; undefined when the bytes are none. Never throws. */
export function readEvents(site: string, payload: Uint8Array): RegionInput | undefined {
  const message = parse(eventMessageSchema, payload);
  return message === undefined ? undefined : { kind: "events", site, events: message.events };
}
