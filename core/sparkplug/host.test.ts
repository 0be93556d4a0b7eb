import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceBirth, deviceDeath, nodeBirth, nodeDeath } from "./certificates.ts";
import { decodePayload } from "./decode.ts";
import { encodePayload } from "./encode.ts";
import { hostDeadline, stepHost, unknownNode } from "./host.ts";
import { type HostEffect, type HostInput, type HostNode, usualHost } from "./host-node.ts";
import { peekSeq } from "./peek.ts";
import { answerOwnState, decodeState, type Outgoing, stateMessage } from "./state.ts";
import { parseStateTopic, parseTopic, topicOf } from "./topics.ts";

const edge = { group: "delta", edgeNode: "polder-1" };
const world = 1_772_359_200_000;

/** A host's view of one node, driven by inputs. */
class View {
  node: HostNode = unknownNode;
  io = 0;
  effects: readonly HostEffect[] = [];

  put(...inputs: readonly HostInput[]): this {
    const effects: HostEffect[] = [];
    for (const input of inputs) {
      const step = stepHost(this.node, input, { config: usualHost, edge, now: { world, io: this.io } });
      this.node = step.node;
      effects.push(...step.effects);
    }
    this.effects = effects;
    return this;
  }

  /** Lets time pass until the next deadline, at most. */
  wait(): this {
    this.io = hostDeadline(this.node, usualHost) ?? this.io;
    return this.put({ kind: "tick" });
  }

  get kinds(): string[] {
    return this.effects.map((effect) => ("topic" in effect ? `${effect.kind} ${effect.topic.type}` : effect.kind));
  }

  get seqs(): unknown[] {
    return this.effects.flatMap((effect) => (effect.kind === "data" ? [peekSeq(effect.payload)] : []));
  }
}

const from = ({ topic, payload }: Pick<Outgoing, "topic" | "payload">): HostInput => ({
  kind: "message",
  topic: parseTopic(topic)!,
  payload,
});
const birth = (bdSeq = 7) => from(nodeBirth(edge, bdSeq, { timestamp: 1, metrics: [] }));
const death = (bdSeq = 7) => from(nodeDeath(edge, bdSeq, 2));
const deviceUp = (seq: number, device = "gauge") => from(deviceBirth(edge, device, { timestamp: 1, metrics: [], seq }));
const deviceDown = (seq: number, device = "gauge") => from(deviceDeath(edge, device, { timestamp: 55, seq }));
const data = (seq: number, device = "gauge", salt = 0) =>
  from({ topic: topicOf("DDATA", edge, device), payload: encodePayload({ timestamp: salt, metrics: [], seq }) });

const online = () => new View().put(birth(), deviceUp(1));

describe("host application's own state", () => {
  const session = {
    will: stateMessage("region", { online: false, timestamp: 99 }),
    birth: stateMessage("region", { online: true, timestamp: 99 }),
  };

  it("is will and birth, JSON, QoS 1 and retained (tck-id-host-topic-phid-death-topic, tck-id-host-topic-phid-death-qos, tck-id-host-topic-phid-death-retain, tck-id-host-topic-phid-birth-topic, tck-id-host-topic-phid-birth-qos, tck-id-host-topic-phid-birth-retain, tck-id-host-topic-phid-birth-payload, tck-id-host-topic-phid-death-payload, tck-id-payloads-state-birth-payload, tck-id-payloads-state-will-message-payload, tck-id-payloads-state-will-message-qos, tck-id-payloads-state-will-message-retain)", () => {
    const topic = "spBv1.0/STATE/region";
    expect(session.will).toMatchObject({ topic, qos: 1, retain: true });
    expect(session.birth).toMatchObject({ topic, qos: 1, retain: true });
    expect(Buffer.from(session.will.payload).toString()).toBe('{"online":false,"timestamp":99}');
    expect(Buffer.from(session.birth.payload).toString()).toBe('{"online":true,"timestamp":99}');
  });

  it("is said again at once when somebody denies it, with the time of the session (tck-id-message-flow-hid-sparkplug-state-message-delivered)", () => {
    expect(answerOwnState("region", 99, session.birth.payload)).toBeUndefined();
    expect(answerOwnState("region", 99, session.will.payload)).toEqual(session.birth);
    expect(answerOwnState("region", 99, Buffer.from("OFFLINE"))).toEqual(session.birth);
  });

  it("is read back, and nothing else is", () => {
    expect(decodeState(stateMessage("x", { online: true, timestamp: 5 }).payload)).toEqual({
      online: true,
      timestamp: 5,
    });
    for (const text of ["ONLINE", "{}", '{"online":1,"timestamp":1}', '{"online":true}', "[]", "null"]) {
      expect(decodeState(Buffer.from(text))).toBeUndefined();
    }
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeState(bytes)));
  });
});

describe("host's view of a node", () => {
  it("begins with its birth; what comes before asks for one (tck-id-operational-behavior-data-commands-ncmd-rebirth-verb, tck-id-operational-behavior-data-commands-ncmd-rebirth-name, tck-id-operational-behavior-data-commands-ncmd-rebirth-value, tck-id-payloads-ncmd-seq, tck-id-payloads-ncmd-qos, tck-id-payloads-ncmd-retain, tck-id-topics-ncmd-timestamp)", () => {
    const effect = new View().put(data(5)).effects[0];
    if (effect?.kind !== "publish") throw new Error("no request");
    expect(effect.message).toMatchObject({ topic: "spBv1.0/delta/NCMD/polder-1", qos: 0, retain: false });
    const command = decodePayload(effect.message.payload);
    expect(command).toMatchObject({
      value: { timestamp: world, metrics: [{ name: "Node Control/Rebirth", value: true }] },
    });
    expect(command.ok && "seq" in command.value).toBe(false);
    expect(new View().put(birth(), deviceUp(1), data(2)).kinds).toEqual(["birth NBIRTH", "birth DBIRTH", "data DDATA"]);
  });

  it("asks a node at most once in ten seconds, and does ask then if still in need", () => {
    const view = new View().put(data(5));
    expect(view.put(data(6), data(7), { kind: "unknownAlias" }).kinds).toEqual([]);
    expect(hostDeadline(view.node, usualHost)).toBe(10_000);
    expect(view.wait().kinds).toEqual(["publish"]);
    expect(hostDeadline(view.node, usualHost)).toBeUndefined();
    view.put(data(8));
    expect(hostDeadline(view.put(birth()).node, usualHost)).toBeUndefined();
  });

  it("asks for births after an alias nobody declared, a device without birth, and our own reconnection", () => {
    expect(online().put({ kind: "unknownAlias" }).kinds).toEqual(["publish"]);
    expect(online().put(data(2, "pump-1")).kinds).toEqual(["publish"]);
    expect(online().put({ kind: "reconnected" }).kinds).toEqual(["publish"]);
    expect(online().put({ kind: "reconnected" }).node.session.kind).toBe("unknown");
  });

  it("ends with the death of the same bdSeq, at the host's time, and with no other (tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-offline, tck-id-operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale, tck-id-operational-behavior-edge-node-termination-host-action-ndeath-devices-offline, tck-id-operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale)", () => {
    const view = online().put(death(6));
    expect(view.effects).toEqual([]);
    expect(view.put(death(7)).effects).toEqual([{ kind: "offline", at: world }]);
    expect(view.node.session).toEqual({ kind: "offline", since: world });
    expect(view.put(death(7)).effects).toEqual([]);
  });

  it("knows a device as offline from its death on, at the time that says (tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-offline, tck-id-operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale)", () => {
    const view = online().put(deviceDown(2));
    expect(view.effects).toEqual([{ kind: "offline", device: "gauge", at: 55 }]);
    expect(view.put(data(3)).kinds).toEqual(["publish"]);
    expect(view.put(deviceUp(4), data(5)).kinds).toEqual(["birth DBIRTH", "data DDATA"]);
  });
});

describe("host's sequence check", () => {
  it("starts a wait when a message is missing and ends it when that comes, all handed on in order (tck-id-operational-behavior-host-reordering-start, tck-id-operational-behavior-host-reordering-success)", () => {
    const view = online().put(data(4), data(3));
    expect(view.effects).toEqual([]);
    expect(hostDeadline(view.node, usualHost)).toBe(3_000);
    expect(view.put(data(2)).seqs).toEqual([2, 3, 4]);
    expect(hostDeadline(view.node, usualHost)).toBeUndefined();
  });

  it("asks for births when the wait is over, and hands on what it has (tck-id-operational-behavior-host-reordering-rebirth, tck-id-operational-behavior-host-reordering-param)", () => {
    const view = online().put(data(5), data(3)).wait();
    expect(view.io).toBe(3_000);
    expect(view.seqs).toEqual([3, 5]);
    expect(view.kinds).toEqual(["data DDATA", "data DDATA", "gap", "publish"]);
    expect(view.effects[2]).toEqual({ kind: "gap", missing: 2 });
    expect(view.put(data(6)).seqs).toEqual([6]);
  });

  it("goes round from 255 to 0", () => {
    const view = new View().put(birth(), deviceUp(1));
    for (let i = 2; i < 600; i++) expect(view.put(data(i % 256)).seqs).toEqual([i % 256]);
  });

  it("passes over an exact duplicate, of the last message and of one held", () => {
    const view = online().put(data(2));
    expect(view.put(data(2)).effects).toEqual([]);
    expect(hostDeadline(view.node, usualHost)).toBeUndefined();
    expect(view.put(data(4), data(4), data(3)).seqs).toEqual([3, 4]);
  });

  it("does not wait on without bound", () => {
    const view = online();
    for (let i = 0; i < 200; i++) view.put(data((3 + i) % 256, "gauge", i));
    expect(view.node.session).toMatchObject({ kind: "online", held: [] });
  });

  it("starts anew with a birth, whatever was held", () => {
    const view = online().put(data(9)).put(birth(8), deviceUp(1), data(2));
    expect(view.kinds).toEqual(["birth NBIRTH", "birth DBIRTH", "data DDATA"]);
  });

  it("tells of what it cannot read and never throws", () => {
    const damaged = { ...(data(2) as Extract<HostInput, { kind: "message" }>), payload: Uint8Array.of(10, 9) };
    expect(online().put(damaged).kinds).toEqual(["refused DDATA"]);
    const types = ["NBIRTH", "NDEATH", "NDATA", "DBIRTH", "DDATA", "DDEATH", "NCMD"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array(), (type, payload) => {
        const device = type.startsWith("D") ? "gauge" : undefined;
        online().put(from({ topic: topicOf(type, edge, device), payload }));
      }),
    );
  });

  it("hands on every message once and in order, when they come shuffled within the wait", () => {
    const shuffled = fc.shuffledSubarray(
      Array.from({ length: 20 }, (_, i) => i + 2),
      { minLength: 20 },
    );
    fc.assert(
      fc.property(shuffled, (order) => {
        const view = online();
        const seqs = order.flatMap((seq) => view.put(data(seq)).seqs);
        expect(seqs).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });

  it("loses nothing that came, when some are missing", () => {
    const some = fc.uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(some, (order) => {
        const view = online();
        const seqs = order.flatMap((seq) => view.put(data(seq)).seqs);
        seqs.push(...view.wait().seqs);
        expect(seqs).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("topics", () => {
  it("take devices where the message type has one and nowhere else (tck-id-topic-structure-namespace-device-id-associated-message-types, tck-id-topic-structure-namespace-device-id-non-associated-message-types)", () => {
    expect(parseTopic("spBv1.0/g/DDATA/n/d")).toEqual({ type: "DDATA", group: "g", edgeNode: "n", device: "d" });
    expect(parseTopic("spBv1.0/g/NDATA/n")).toEqual({ type: "NDATA", group: "g", edgeNode: "n" });
    const wrong = ["g/DDATA/n", "g/NDATA/n/d", "g/DDATA/n/d/e", "g/DDATA/n/", "/NDATA/n", "g/NDATA/", "g/DATA/n", "g"];
    for (const topic of wrong) expect(parseTopic(`spBv1.0/${topic}`)).toBeUndefined();
    expect(parseTopic("spAv1.0/g/NDATA/n")).toBeUndefined();
  });

  it("of STATE are those of version 3", () => {
    expect(parseStateTopic("spBv1.0/STATE/scada")).toBe("scada");
    expect(parseStateTopic("STATE/scada")).toBeUndefined();
    expect(parseTopic("spBv1.0/STATE/scada")).toBeUndefined();
  });
});
