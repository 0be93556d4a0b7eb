import { ByteReader, WireFault } from "../wire/bytes.ts";
import { payloadTags } from "./tags.ts";

/** The sequence number of a payload, without reading its metrics; undefined where there is none or the bytes are no payload. */
export function peekSeq(bytes: Uint8Array): number | undefined {
  return peek(bytes, payloadTags.seq);
}

/** When a payload was sent by its sender's world clock, epoch ms, without reading its metrics; undefined as for `peekSeq`. */
export function peekTimestamp(bytes: Uint8Array): number | undefined {
  return peek(bytes, payloadTags.timestamp);
}

function peek(bytes: Uint8Array, wanted: number): number | undefined {
  const reader = new ByteReader(bytes);
  let found: number | undefined;
  try {
    while (reader.position < bytes.length) {
      const tag = reader.varint();
      if (tag < 8) return undefined;
      if (tag === wanted) found = reader.varint();
      else reader.skip(tag);
    }
  } catch (error) {
    if (error instanceof WireFault) return undefined;
    throw error;
  }
  return reader.position === bytes.length ? found : undefined;
}
