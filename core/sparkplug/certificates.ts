import type { EpochMs } from "../time.ts";
import { encodePayload } from "./encode.ts";
import type { Outgoing } from "./state.ts";
import { topicOf } from "./topics.ts";
import { dataTypes, type Metric, type Payload } from "./types.ts";

/** The metric that, set to true in an NCMD, asks an edge node for all its births. */
export const rebirthMetric = "Node Control/Rebirth";
/** The metric that pairs a death with the birth of its session. */
export const bdSeqMetric = "bdSeq";

/** An edge node by its names: group (region) and edge node (site). */
export interface EdgeNode {
  readonly group: string;
  readonly edgeNode: string;
}

/** A metric with what a birth must say of it. A null value is written as null. */
export type BirthMetric = Metric & Required<Pick<Metric, "name" | "datatype" | "timestamp">>;

/** The next birth-death sequence: one more for each MQTT CONNECT. */
export function nextBdSeq(previous: number | undefined): number {
  return previous === undefined ? 0 : (previous + 1) % 256;
}

/**
 * Every N and D message but the will goes out so.
 * Source: Sparkplug 3.0.0, tck-id-payloads-nbirth-qos, tck-id-payloads-nbirth-retain, and those of the other messages.
 */
function outgoing(topic: string, payload: Payload, datatypes: boolean): Outgoing {
  return { topic, payload: encodePayload(payload, { datatypes }), qos: 0, retain: false };
}

function bdSeq(value: number, timestamp: EpochMs): Metric {
  return { name: bdSeqMetric, timestamp, datatype: dataTypes.Int64, value };
}

/** The will of a session, and what is published before its clean end: no seq, one metric. */
export function nodeDeath(edge: EdgeNode, sequence: number, timestamp: EpochMs): Outgoing {
  const payload = { timestamp, metrics: [bdSeq(sequence, timestamp)] };
  return { ...outgoing(topicOf("NDEATH", edge), payload, true), qos: 1 };
}

/** What a birth says. */
export interface Birth {
  readonly timestamp: EpochMs;
  readonly metrics: readonly BirthMetric[];
}

/** The birth of the node, with seq 0; bdSeq and the rebirth control are added. */
export function nodeBirth(edge: EdgeNode, sequence: number, birth: Birth): Outgoing {
  const { timestamp, metrics } = birth;
  const rebirth = { name: rebirthMetric, timestamp, datatype: dataTypes.Boolean, value: false };
  const payload = { timestamp, seq: 0, metrics: [bdSeq(sequence, timestamp), rebirth, ...metrics] };
  return outgoing(topicOf("NBIRTH", edge), payload, true);
}

/** The birth of a device. */
export function deviceBirth(edge: EdgeNode, device: string, birth: Birth & { readonly seq: number }): Outgoing {
  return outgoing(topicOf("DBIRTH", edge, device), birth, true);
}

/** The death of a device. */
export function deviceDeath(edge: EdgeNode, device: string, at: { seq: number; timestamp: EpochMs }): Outgoing {
  return outgoing(topicOf("DDEATH", edge, device), { ...at, metrics: [] }, true);
}

/**
 * A host's request for all births of an edge node. The datatype stays, as it only should be left out, and edge nodes of
 * older makes read no value without it.
 */
export function rebirthRequest(edge: EdgeNode, timestamp: EpochMs): Outgoing {
  const metric = { name: rebirthMetric, timestamp, datatype: dataTypes.Boolean, value: true };
  return outgoing(topicOf("NCMD", edge), { timestamp, metrics: [metric] }, true);
}

/** Whether a command asks for all births. */
export function asksRebirth(command: Payload): boolean {
  return command.metrics.some(({ name, value }) => name === rebirthMetric && value === true);
}

/** The birth-death sequence a birth or death carries. */
export function bdSeqOf(payload: Payload): number | undefined {
  const value = payload.metrics.find(({ name }) => name === bdSeqMetric)?.value;
  return typeof value === "number" ? value : undefined;
}
