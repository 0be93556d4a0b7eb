import fc from "fast-check";
import protobuf from "protobufjs";
import { get } from "sparkplug-payload";
import { describe, expect, it } from "vitest";
import type { Identity } from "../wire/header.ts";
import { deviceBirth, nodeBirth } from "./certificates.ts";
import { decodePayload } from "./decode.ts";
import { DataEncoder } from "./encode-data.ts";
import { dataTypes } from "./types.ts";

const identity: Identity = {
  boot: { counter: 1, salt: "00112233445566ff" },
  firstSeq: 0,
  count: 2,
  definition: "0011223344556677",
  lane: "live",
  measured: 2,
  folded: 0,
  superseded: 0,
};

const rows = {
  variable: Uint16Array.of(0, 1),
  measuredAt: Float64Array.of(1_772_359_200_000, 1_772_359_200_001),
  value: Float64Array.of(-0.25, 1),
};
const metrics = [
  { name: "level", type: "Double" },
  { name: "running", type: "Boolean" },
] as const;
const message = { timestamp: 1_772_359_200_002, seq: 0, rows, from: 0, to: 2, historical: false };
const plain = new DataEncoder(metrics).encode(message);
const numbered = new DataEncoder(metrics).encode({ ...message, identity });

describe("sparkplug-payload, the decoder of others", () => {
  const peer = get("spBv1.0");
  if (!peer) throw new Error("sparkplug-payload knows spBv1.0 no more");

  it("reads a message with the identity extension as it reads it without", () => {
    expect(numbered.length).toBeGreaterThan(plain.length + 27);
    expect(peer.decodePayload(numbered)).toEqual(peer.decodePayload(plain));
  });

  it("reads our births with all values", () => {
    const edge = { group: "g", edgeNode: "n" };
    const level = { name: "level", timestamp: 5, datatype: dataTypes.Double, value: -0.25 };
    const unread = { name: "running", timestamp: 5, datatype: dataTypes.Boolean, value: null };
    const node = peer.decodePayload(nodeBirth(edge, 3, { timestamp: 6, metrics: [] }).payload);
    expect(node.metrics?.map(({ name, type }) => [name, type])).toEqual([
      ["bdSeq", "Int64"],
      ["Node Control/Rebirth", "Boolean"],
    ]);
    expect(Number(node.seq)).toBe(0);
    const device = peer.decodePayload(
      deviceBirth(edge, "d", { timestamp: 6, seq: 1, metrics: [level, unread] }).payload,
    );
    expect(device.metrics?.map(({ name, value }) => [name, value])).toEqual([
      ["level", -0.25],
      ["running", null],
    ]);
  });

  it("writes births that we read", () => {
    const value = fc.oneof(
      fc.record({ type: fc.constantFrom("Int8", "Int16", "Int32"), value: fc.integer({ min: -128, max: 127 }) }),
      fc.record({ type: fc.constantFrom("UInt8", "UInt16", "UInt32"), value: fc.nat(255) }),
      fc.record({ type: fc.constantFrom("UInt64", "DateTime"), value: fc.nat() }),
      fc.record({ type: fc.constant("Double"), value: fc.double() }),
      fc.record({ type: fc.constant("Boolean"), value: fc.boolean() }),
      fc.record({ type: fc.constantFrom("String", "Text"), value: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.nat(255), (list, seq) => {
        const sent = list.map((one, i) => ({ name: `m${i}`, timestamp: 7, ...one }));
        const bytes = peer.encodePayload({ timestamp: 9, seq, metrics: sent } as Parameters<
          typeof peer.encodePayload
        >[0]);
        const payload = decodePayload(bytes);
        if (!payload.ok) throw new Error(payload.error.detail);
        expect(payload.value.seq).toBe(seq);
        expect(payload.value.metrics.map((metric) => metric.value)).toEqual(list.map((one) => one.value));
      }),
    );
  });
});

describe("protobufjs with the extension declared", () => {
  const schema = protobuf.parse(`syntax = "proto2"; package t;
    message Metric { optional string name = 1; optional uint64 timestamp = 3; optional double double_value = 13; optional bool boolean_value = 14; }
    message Payload { optional uint64 timestamp = 1; repeated Metric metrics = 2; optional uint64 seq = 3; optional bytes identity = 50001; }`);
  const type = schema.root.lookupType("t.Payload");

  it("finds the identity whole, in field 50001, and writes the message back byte for byte", () => {
    const decoded = type.decode(numbered);
    const said = type.toObject(decoded, { longs: Number });
    expect(said["metrics"]).toEqual([
      { name: "level", timestamp: 1_772_359_200_000, doubleValue: -0.25 },
      { name: "running", timestamp: 1_772_359_200_001, booleanValue: true },
    ]);
    expect(Buffer.from(said["identity"]).subarray(0, 6).toString("hex")).toBe("010000000001");
    expect(Buffer.from(type.encode(decoded).finish()).equals(numbered)).toBe(true);
  });
});
