import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BirthMetric, deviceBirth, nextBdSeq, rebirthRequest } from "./certificates.ts";
import { decodePayload } from "./decode.ts";
import { type EdgeConfig, type EdgeEffect, type EdgeInput, type EdgeState, offlineEdge, stepEdge } from "./edge.ts";
import { encodePayload } from "./encode.ts";
import { type Outgoing, stateMessage } from "./state.ts";
import { parseTopic, topicOf } from "./topics.ts";
import { dataTypes, type Payload } from "./types.ts";

const edge = { group: "delta", edgeNode: "polder-1" };
const now = 1_772_359_200_000;

const level: BirthMetric = { name: "level", alias: 1, timestamp: now - 5, datatype: dataTypes.Double, value: -1.5 };
const unread: BirthMetric = { name: "speed", alias: 2, timestamp: now - 5, datatype: dataTypes.Double, value: null };
const image = { node: () => [{ ...level, name: "uptime", alias: 3 }], device: () => [level, unread] };

/** A session driven by inputs, with all it has published. */
class Session {
  state: EdgeState = offlineEdge;
  readonly config: EdgeConfig;
  effects: readonly EdgeEffect[] = [];

  constructor(config: EdgeConfig = edge) {
    this.config = config;
  }

  put(...inputs: readonly EdgeInput[]): this {
    const effects: EdgeEffect[] = [];
    for (const input of inputs) {
      const step = stepEdge(this.state, input, { config: this.config, image, now });
      this.state = step.state;
      effects.push(...step.effects);
    }
    this.effects = effects;
    return this;
  }

  get published(): Outgoing[] {
    return this.effects.flatMap((effect) => (effect.kind === "publish" ? [effect.message] : []));
  }

  get types(): string[] {
    return this.published.map(({ topic }) => parseTopic(topic)?.type ?? topic);
  }

  get payloads(): Payload[] {
    return this.published.map(({ payload }) => {
      const decoded = decodePayload(payload);
      if (!decoded.ok) throw new Error(decoded.error.detail);
      return decoded.value;
    });
  }
}

const up = (device: string): EdgeInput => ({ kind: "deviceUp", device });
const connect = (bdSeq = 7): EdgeInput => ({ kind: "connect", bdSeq });
const connected: EdgeInput = { kind: "connected" };
const from = ({ topic, payload }: Outgoing): EdgeInput => ({ kind: "message", topic, payload });
const rebirth = from(rebirthRequest(edge, now));
const hostSays = (online: boolean, timestamp: number, host = "scada") =>
  from(stateMessage(host, { online, timestamp }));
const data = (device?: string): EdgeInput => ({
  kind: "data",
  ...(device === undefined ? {} : { device }),
  payload: (seq) => encodePayload({ timestamp: now, metrics: [], seq }),
});

const born = () => new Session().put(up("pump-1"), up("gauge"), connect(), connected);
const waiting = () => new Session({ ...edge, primaryHost: "scada" }).put(up("gauge"), connect(), connected);

describe("edge node connects", () => {
  it("with NDEATH as will: QoS 1, not retained, no seq, bdSeq alone (tck-id-payloads-ndeath-will-message, tck-id-payloads-ndeath-will-message-qos, tck-id-payloads-ndeath-will-message-retain, tck-id-payloads-ndeath-seq, tck-id-topics-ndeath-seq, tck-id-topics-ndeath-payload, tck-id-topics-ndeath-topic, tck-id-message-flow-edge-node-birth-publish-will-message)", () => {
    const effect = new Session().put(connect()).effects[0];
    if (effect?.kind !== "connect") throw new Error("no connect");
    expect(effect.will).toMatchObject({ topic: "spBv1.0/delta/NDEATH/polder-1", qos: 1, retain: false });
    expect(decodePayload(effect.will.payload)).toEqual({
      ok: true,
      value: { timestamp: now, metrics: [{ name: "bdSeq", timestamp: now, datatype: dataTypes.Int64, value: 7 }] },
    });
  });

  it("and subscribes NCMD, DCMD and the state of its primary host at QoS 1 (tck-id-message-flow-edge-node-ncmd-subscribe, tck-id-message-flow-device-dcmd-subscribe)", () => {
    const topics = ["spBv1.0/delta/NCMD/polder-1", "spBv1.0/delta/DCMD/polder-1/+", "spBv1.0/STATE/scada"];
    expect(new Session({ ...edge, primaryHost: "scada" }).put(connect()).effects).toMatchObject([
      { subscriptions: topics.map((topic) => ({ topic, qos: 1 })) },
    ]);
  });

  it("each time with the next bdSeq, from 0, round at 255 (tck-id-topics-nbirth-bdseq-increment, tck-id-message-flow-edge-node-birth-publish-will-message-payload-bdSeq)", () => {
    expect([undefined, 0, 254, 255].map(nextBdSeq)).toEqual([0, 1, 255, 0]);
  });
});

describe("edge node births", () => {
  it("come first, the node's with seq 0, then each device's with the next (tck-id-topics-nbirth-seq-num, tck-id-topics-nbirth-topic, tck-id-topics-dbirth-topic, tck-id-payloads-nbirth-seq, tck-id-payloads-sequence-num-req-nbirth, tck-id-payloads-dbirth-seq, tck-id-principles-birth-certificates-order, tck-id-topics-dbirth-seq, tck-id-payloads-dbirth-seq-inc, tck-id-payloads-dbirth-order, tck-id-message-flow-device-birth-publish-nbirth-wait)", () => {
    const session = born();
    expect(session.published.map(({ topic }) => topic)).toEqual([
      "spBv1.0/delta/NBIRTH/polder-1",
      "spBv1.0/delta/DBIRTH/polder-1/gauge",
      "spBv1.0/delta/DBIRTH/polder-1/pump-1",
    ]);
    expect(session.payloads.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(session.effects.at(-1)).toEqual({ kind: "born" });
  });

  it("go at QoS 0, not retained (tck-id-payloads-nbirth-qos, tck-id-payloads-nbirth-retain, tck-id-payloads-dbirth-qos, tck-id-payloads-dbirth-retain, tck-id-topics-nbirth-mqtt, tck-id-topics-dbirth-mqtt)", () => {
    for (const message of born().published) expect(message).toMatchObject({ qos: 0, retain: false });
  });

  it("carry the bdSeq of the will as Int64 (tck-id-topics-nbirth-bdseq-included, tck-id-payloads-nbirth-bdseq, tck-id-payloads-nbirth-bdseq-repeat, tck-id-topics-nbirth-bdseq-matching, tck-id-payloads-ndeath-bdseq, tck-id-message-flow-edge-node-birth-publish-nbirth-payload-bdSeq)", () => {
    expect(born().payloads[0]?.metrics[0]).toEqual({ name: "bdSeq", timestamp: now, datatype: 4, value: 7 });
  });

  it("offer the rebirth control as Boolean, false, without alias (tck-id-topics-nbirth-rebirth-metric, tck-id-payloads-nbirth-rebirth-req, tck-id-operational-behavior-data-commands-rebirth-name, tck-id-operational-behavior-data-commands-rebirth-datatype, tck-id-operational-behavior-data-commands-rebirth-value, tck-id-operational-behavior-data-commands-rebirth-name-aliases)", () => {
    const control = born().payloads[0]?.metrics[1];
    expect(control).toEqual({ name: "Node Control/Rebirth", timestamp: now, datatype: 11, value: false });
  });

  it("say name, datatype, timestamp and value or null of every metric (tck-id-topics-nbirth-metrics, tck-id-topics-nbirth-timestamp, tck-id-topics-dbirth-timestamp, tck-id-payloads-nbirth-timestamp, tck-id-payloads-dbirth-timestamp, tck-id-topics-dbirth-metrics, tck-id-payloads-metric-datatype-req, tck-id-payloads-name-birth-data-requirement, tck-id-payloads-alias-birth-requirement, tck-id-operational-behavior-data-publish-nbirth-values, tck-id-operational-behavior-data-publish-dbirth-values)", () => {
    const payloads = born().payloads;
    expect(payloads[1]?.metrics).toEqual([level, unread]);
    for (const payload of payloads) {
      expect(payload.timestamp).toBe(now);
      for (const metric of payload.metrics) {
        expect(metric).toMatchObject({
          name: expect.any(String),
          timestamp: expect.any(Number),
          datatype: expect.any(Number),
        });
      }
    }
    const nullBytes = Buffer.from(deviceBirth(edge, "d", { timestamp: 1, seq: 0, metrics: [unread] }).payload).toString(
      "hex",
    );
    expect(nullBytes).toContain("3801");
  });

  it("are sent anew, all of them and with the same bdSeq, when a host asks (tck-id-operational-behavior-data-commands-rebirth-action-1, tck-id-operational-behavior-data-commands-rebirth-action-2, tck-id-operational-behavior-data-commands-rebirth-action-3)", () => {
    const session = born().put(data("gauge"));
    session.put(rebirth);
    expect(session.types).toEqual(["NBIRTH", "DBIRTH", "DBIRTH"]);
    expect(session.payloads.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(session.payloads[0]?.metrics[0]?.value).toBe(7);
    expect(session.put(data("gauge")).payloads[0]?.seq).toBe(3);
  });

  it("are sent anew when the node has other metrics; a device alone is born again when it has", () => {
    expect(born().put({ kind: "nodeChanged" }).types).toEqual(["NBIRTH", "DBIRTH", "DBIRTH"]);
    const session = born().put(up("gauge"));
    expect(session.types).toEqual(["DBIRTH"]);
    expect(session.payloads[0]?.seq).toBe(3);
  });

  it("are not owed to a request for another node, a false request, a damaged one or one by DCMD", () => {
    const other = from(rebirthRequest({ ...edge, edgeNode: "polder-2" }, now));
    const command = (value: boolean) =>
      encodePayload({ metrics: [{ name: "Node Control/Rebirth", datatype: 11, value }] });
    const no: EdgeInput = { kind: "message", topic: topicOf("NCMD", edge), payload: command(false) };
    const device: EdgeInput = { kind: "message", topic: topicOf("DCMD", edge, "gauge"), payload: command(true) };
    const damaged: EdgeInput = { kind: "message", topic: topicOf("NCMD", edge), payload: Uint8Array.of(10) };
    expect(born().put(other, no, device).effects).toEqual([]);
    expect(born().put(damaged).effects).toMatchObject([{ kind: "refused" }]);
  });
});

describe("edge node data", () => {
  it("counts one sequence over node and devices, round at 255 (tck-id-payloads-sequence-num-incrementing, tck-id-payloads-ndata-seq-inc, tck-id-payloads-ddata-seq-inc, tck-id-topics-ndata-seq-num, tck-id-topics-ddata-seq-num)", () => {
    const session = born();
    const seqs = Array.from(
      { length: 300 },
      (_, i) => session.put(data(i % 2 === 0 ? "gauge" : undefined)).payloads[0]?.seq,
    );
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, i) => (i + 3) % 256));
  });

  it("goes on the topic of its node or device, QoS 0, not retained (tck-id-topics-ndata-topic, tck-id-topics-ddata-topic, tck-id-topics-ndata-mqtt, tck-id-topics-ddata-mqtt, tck-id-payloads-ndata-qos, tck-id-payloads-ddata-qos, tck-id-payloads-ndata-retain, tck-id-payloads-ddata-retain)", () => {
    expect(born().put(data(), data("gauge")).published).toMatchObject([
      { topic: "spBv1.0/delta/NDATA/polder-1", qos: 0, retain: false },
      { topic: "spBv1.0/delta/DDATA/polder-1/gauge", qos: 0, retain: false },
    ]);
  });

  it("is held until all births are out, and for a device without birth (tck-id-payloads-ndata-order, tck-id-payloads-ddata-order)", () => {
    expect(new Session().put(up("gauge"), data("gauge")).effects).toEqual([{ kind: "held" }]);
    expect(new Session().put(up("gauge"), connect()).put(data("gauge")).effects).toEqual([{ kind: "held" }]);
    expect(waiting().put(data()).effects).toEqual([{ kind: "held" }]);
    expect(born().put(data("weir")).effects).toEqual([{ kind: "held" }]);
  });
});

describe("edge node deaths", () => {
  it("of a device carry time and the next seq; its data is held afterwards (tck-id-operational-behavior-device-ddeath, tck-id-payloads-ddeath-timestamp, tck-id-payloads-ddeath-seq, tck-id-payloads-ddeath-seq-inc, tck-id-topics-ddeath-topic, tck-id-topics-ddeath-mqtt, tck-id-topics-ddeath-seq-num)", () => {
    const session = born().put({ kind: "deviceDown", device: "gauge" });
    expect(session.published).toMatchObject([{ topic: "spBv1.0/delta/DDEATH/polder-1/gauge", qos: 0, retain: false }]);
    expect(session.payloads).toEqual([{ timestamp: now, seq: 3, metrics: [] }]);
    expect(session.put(data("gauge")).effects).toEqual([{ kind: "held" }]);
    expect(session.put(rebirth).types).toEqual(["NBIRTH", "DBIRTH"]);
  });

  it("of the node are published before it ends its connection (tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath, tck-id-payloads-ndeath-will-message-publisher, tck-id-payloads-ndeath-will-message-publisher-disconnect-mqtt311)", () => {
    const session = born().put({ kind: "end" });
    expect(session.effects.map(({ kind }) => kind)).toEqual(["publish", "close"]);
    expect(session.types).toEqual(["NDEATH"]);
    expect(session.payloads[0]).not.toHaveProperty("seq");
    expect(session.state.kind).toBe("offline");
  });

  it("need no message when the connection is lost: that is what the will is for", () => {
    expect(born().put({ kind: "lost" }).effects).toEqual([]);
  });
});

describe("edge node with a primary host", () => {
  it("is born when it hears its host is online, also before the subscriptions were granted (tck-id-message-flow-edge-node-birth-publish-phid-wait, tck-id-message-flow-edge-node-birth-publish-phid-wait-online, tck-id-operational-behavior-edge-node-birth-sequence-wait)", () => {
    expect(waiting().types).toEqual([]);
    expect(waiting().put(hostSays(true, 5)).types).toEqual(["NBIRTH", "DBIRTH"]);
    const early = new Session({ ...edge, primaryHost: "scada" }).put(connect(), hostSays(true, 5));
    expect(early.types).toEqual([]);
    expect(early.put(connected).types).toEqual(["NBIRTH"]);
  });

  it("heeds no other host, no older word and nothing that is no STATE message (tck-id-message-flow-edge-node-birth-publish-phid-wait-id, tck-id-message-flow-edge-node-birth-publish-phid-wait-timestamp)", () => {
    const garbage: EdgeInput = { kind: "message", topic: "spBv1.0/STATE/scada", payload: Buffer.from("ONLINE") };
    const session = waiting().put(hostSays(true, 5, "other"), garbage);
    expect(session.state.kind).toBe("waiting");
    const early = new Session({ ...edge, primaryHost: "scada" });
    early.put(connect(), hostSays(false, 9), hostSays(true, 8), connected);
    expect(early.state.kind).toBe("waiting");
    expect(early.put(hostSays(true, 9)).types).toEqual(["NBIRTH"]);
  });

  it("dies and goes to the next server when its host goes offline (tck-id-message-flow-edge-node-birth-publish-phid-offline, tck-id-operational-behavior-edge-node-termination-host-offline, tck-id-operational-behavior-edge-node-termination-host-offline-reconnect)", () => {
    const session = waiting().put(hostSays(true, 5)).put(hostSays(false, 5));
    expect(session.types).toEqual(["NDEATH"]);
    expect(session.effects.at(-1)).toEqual({ kind: "close", nextServer: true });
  });

  it("stays when the offline word is older than the last online (tck-id-operational-behavior-edge-node-termination-host-offline-timestamp)", () => {
    expect(waiting().put(hostSays(true, 5)).put(hostSays(false, 4)).effects).toEqual([]);
  });
});

describe("commands of third parties", () => {
  it("are handed up, the rebirth control taken out", () => {
    const metrics = [
      { name: "Node Control/Rebirth", datatype: 11, value: true },
      { name: "setpoint", datatype: 9, value: 35 },
    ];
    const write: EdgeInput = { kind: "message", topic: topicOf("NCMD", edge), payload: encodePayload({ metrics }) };
    const session = born().put(write);
    expect(session.types).toEqual(["NBIRTH", "DBIRTH", "DBIRTH"]);
    expect(session.effects.at(-1)).toEqual({ kind: "command", metrics: [metrics[1]] });
    const device: EdgeInput = { ...write, topic: topicOf("DCMD", edge, "gauge") };
    expect(born().put(device).effects).toEqual([{ kind: "command", device: "gauge", metrics: [metrics[1]] }]);
  });
});

describe("any sequence of events", () => {
  const anyInput: fc.Arbitrary<EdgeInput> = fc.oneof(
    fc.nat(255).map(connect),
    fc.constantFrom<EdgeInput>(connected, { kind: "lost" }, { kind: "end" }, { kind: "nodeChanged" }, rebirth, data()),
    fc
      .constantFrom("a", "b")
      .chain((device) => fc.constantFrom<EdgeInput>(up(device), { kind: "deviceDown", device }, data(device))),
    fc.tuple(fc.boolean(), fc.nat(5)).map(([online, at]) => hostSays(online, at)),
    fc
      .uint8Array({ maxLength: 20 })
      .map((payload): EdgeInput => ({ kind: "message", topic: topicOf("NCMD", edge), payload })),
  );

  it("keeps the sequence whole and sends nothing before the birth of what it speaks of", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 60 }), fc.boolean(), (inputs, gated) => {
        const session = new Session(gated ? { ...edge, primaryHost: "scada" } : edge);
        let listener = new StrictListener();
        for (const input of inputs) {
          session.put(input);
          if (input.kind === "connect") listener = new StrictListener();
          for (const [at, message] of session.published.entries())
            listener.hear(message.topic, session.payloads[at]?.seq);
        }
      }),
    );
  });
});

/** Hears one connection and lets nothing pass that a strict host would not. */
class StrictListener {
  #seq = -1;
  readonly #alive = new Set<string>();

  hear(topic: string, seq: number | undefined): void {
    const { type, device = "" } = parseTopic(topic)!;
    if (type === "NDEATH") return;
    if (type === "NBIRTH") {
      this.#alive.clear();
      this.#seq = -1;
    } else expect(this.#seq).toBeGreaterThanOrEqual(0);
    this.#seq = (this.#seq + 1) % 256;
    expect(seq).toBe(this.#seq);
    if (type === "DBIRTH") this.#alive.add(device);
    if (type === "DDATA" || type === "DDEATH") expect(this.#alive).toContain(device);
    if (type === "DDEATH") this.#alive.delete(device);
  }
}
