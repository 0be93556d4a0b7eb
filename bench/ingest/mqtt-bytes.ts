import { varintLength, writeVarint } from "../../core/wire/bytes.ts";

const utf8 = new TextEncoder();

/** A CONNECT packet of a clean session. Source: MQTT 3.1.1, 3.1. */
export function connectPacket(clientId: string, username: string, password: string): Uint8Array {
  const cleanWithCredentials = 0b1100_0010;
  const level = 4;
  const keepalive = [0, 255];
  const head = [...text("MQTT"), level, cleanWithCredentials, ...keepalive];
  return packet(0x10, [...head, ...text(clientId), ...text(username), ...text(password)]);
}

/** A SUBSCRIBE packet for QoS 0. Source: MQTT 3.1.1, 3.8. */
export function subscribePacket(filters: readonly string[]): Uint8Array {
  const packetId = [0, 1];
  return packet(0x82, [...packetId, ...filters.flatMap((filter) => [...text(filter), 0])]);
}

/** What stands before the payload of a QoS 0 PUBLISH, written into `bytes`; returns where the payload begins. Source: MQTT 3.1.1, 3.3. */
export function writePublishHead(bytes: Uint8Array, start: number, topic: Uint8Array, payloadLength: number): number {
  bytes[start] = 0x30;
  let at = writeVarint(bytes, start + 1, 2 + topic.length + payloadLength);
  bytes[at++] = topic.length >> 8;
  bytes[at++] = topic.length & 0xff;
  bytes.set(topic, at);
  return at + topic.length;
}

/** A QoS 0 PUBLISH packet of its own. */
export function publishPacket(topic: string, payload: Uint8Array): Uint8Array {
  const topicBytes = utf8.encode(topic);
  const rest = 2 + topicBytes.length + payload.length;
  const bytes = new Uint8Array(1 + varintLength(rest) + rest);
  bytes.set(payload, writePublishHead(bytes, 0, topicBytes, payload.length));
  return bytes;
}

function packet(type: number, body: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(1 + varintLength(body.length) + body.length);
  bytes[0] = type;
  bytes.set(body, writeVarint(bytes, 1, body.length));
  return bytes;
}

function text(value: string): number[] {
  const bytes = utf8.encode(value);
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

const publishType = 3;

/** Counts the PUBLISH packets in a stream of bytes and looks at nothing else: what no subscriber can do cheaper. */
export class PublishCounter {
  count = 0;
  #skip = 0;
  #type = 0;
  #length = 0;
  #shift = -1;

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        at += skipped;
      } else {
        this.#header(chunk[at] ?? 0);
        at += 1;
      }
    }
  }

  #header(byte: number): void {
    if (this.#shift < 0) {
      this.#type = byte >> 4;
      this.#length = 0;
      this.#shift = 0;
      return;
    }
    this.#length |= (byte & 0x7f) << this.#shift;
    this.#shift += 7;
    if (byte >= 0x80) return;
    this.#shift = -1;
    this.#skip = this.#length;
    if (this.#type === publishType) this.count += 1;
  }
}
