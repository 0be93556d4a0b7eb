import { payloadTags } from "../../core/sparkplug/tags.ts";
import { ByteReader, WireFault } from "../../core/wire/bytes.ts";
import { decodeIdentity, type Identity } from "../../core/wire/header.ts";

/**
 * The identity of a payload whose metrics cannot be read: only its outermost fields are walked. Undefined where those are
 * broken too, or it has none.
 */
export function salvageIdentity(payload: Uint8Array): Identity | undefined {
  const reader = new ByteReader(payload);
  try {
    while (reader.position < payload.length) {
      const tag = reader.varint();
      if (tag !== payloadTags.identity) {
        reader.skip(tag);
        continue;
      }
      const length = reader.varint();
      const identity = decodeIdentity(payload.subarray(reader.position, reader.position + length));
      return identity.ok ? identity.value : undefined;
    }
    return undefined;
  } catch (error) {
    if (error instanceof WireFault) return undefined;
    throw error;
  }
}
