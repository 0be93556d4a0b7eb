import type { EpochMs } from "../time.ts";
import {
  asksRebirth,
  type BirthMetric,
  deviceBirth,
  deviceDeath,
  type EdgeNode,
  nodeBirth,
  nodeDeath,
  rebirthMetric,
} from "./certificates.ts";
import { decodePayload } from "./decode.ts";
import { nextSeq } from "./seq.ts";
import { decodeState, type HostOnline, type Outgoing } from "./state.ts";
import { parseStateTopic, parseTopic, stateTopic, topicOf } from "./topics.ts";
import type { Metric } from "./types.ts";

/** An edge node and the host without which it does not speak; none by default. */
export interface EdgeConfig extends EdgeNode {
  readonly primaryHost?: string;
}

/** What births are made of: asked at the moment they are written, so that they carry current values. */
export interface EdgeImage {
  /** All metrics the node may ever send, without bdSeq and rebirth control. */
  node(): readonly BirthMetric[];
  /** All metrics the device may ever send. Aliases are unique over the whole edge node. */
  device(device: string): readonly BirthMetric[];
}

/** Devices that have a birth, or get one when the node does. They are born in the order of their names. */
interface Devices {
  readonly devices: ReadonlySet<string>;
}

/** One edge node's session. `hostTime` is that of the newest STATE message seen on this connection. */
export type EdgeState =
  | (Devices & { readonly kind: "offline" })
  | (Devices & { readonly kind: "connecting"; readonly bdSeq: number; readonly host?: HostOnline })
  | (Devices & { readonly kind: "waiting"; readonly bdSeq: number; readonly hostTime: EpochMs })
  | (Devices & { readonly kind: "born"; readonly bdSeq: number; readonly hostTime: EpochMs; readonly seq: number });

/** What happens to the session. */
export type EdgeInput =
  /** A connection is about to be tried; the sequence was raised and, where it is kept, saved. */
  | { readonly kind: "connect"; readonly bdSeq: number }
  /** Connected, and the subscriptions were granted. */
  | { readonly kind: "connected" }
  | { readonly kind: "lost" }
  /** We mean to end the connection. */
  | { readonly kind: "end" }
  | { readonly kind: "message"; readonly topic: string; readonly payload: Uint8Array }
  /** A device came, came back, or has other metrics than before. */
  | { readonly kind: "deviceUp"; readonly device: string }
  | { readonly kind: "deviceDown"; readonly device: string }
  /** The node has other metrics than before. */
  | { readonly kind: "nodeChanged" }
  /** Data to send; `payload` is called with the sequence number it must carry, unless it is held. */
  | { readonly kind: "data"; readonly device?: string; readonly payload: (seq: number) => Uint8Array };

/** What is to be done, in this order and at once. */
export type EdgeEffect =
  | { readonly kind: "connect"; readonly will: Outgoing; readonly subscriptions: readonly { topic: string; qos: 1 }[] }
  | { readonly kind: "publish"; readonly message: Outgoing }
  /** End the connection cleanly; `nextServer` when our primary host is not on this one. */
  | { readonly kind: "close"; readonly nextServer: boolean }
  /** Births are out: data may follow. */
  | { readonly kind: "born" }
  /** Data was not sent: there is no session, or its device has no birth. It stays with the caller. */
  | { readonly kind: "held" }
  /** Somebody asks to write; whether he may is the caller's to judge. */
  | { readonly kind: "command"; readonly device?: string; readonly metrics: readonly Metric[] }
  | { readonly kind: "refused"; readonly detail: string };

/** What a step leads to. */
export interface EdgeStep {
  readonly state: EdgeState;
  readonly effects: readonly EdgeEffect[];
}

/** What a step is made in. */
export interface EdgeContext {
  readonly config: EdgeConfig;
  readonly image: EdgeImage;
  readonly now: EpochMs;
}

/** An edge node that has not connected and has no devices. */
export const offlineEdge: EdgeState = { kind: "offline", devices: new Set() };

const none: readonly EdgeEffect[] = [];

/**
 * One step of an edge node's session.
 * Source: Sparkplug 3.0.0, chapters 5 and 6; clause by clause in docs/protocols/sparkplug.md.
 */
export function stepEdge(state: EdgeState, input: EdgeInput, context: EdgeContext): EdgeStep {
  switch (input.kind) {
    case "connect":
      return connect(state, input.bdSeq, context);
    case "connected":
      return connected(state, context);
    case "lost":
      return { state: { kind: "offline", devices: state.devices }, effects: none };
    case "end":
      return end(state, context, false);
    case "message":
      return message(state, input, context);
    case "deviceUp":
      return deviceUp(state, input.device, context);
    case "deviceDown":
      return deviceDown(state, input.device, context);
    case "nodeChanged":
      return state.kind === "born" ? births(state, context) : { state, effects: none };
    case "data":
      return data(state, input, context);
  }
}

function connect(state: EdgeState, bdSeq: number, { config, now }: EdgeContext): EdgeStep {
  const topics = [topicOf("NCMD", config), topicOf("DCMD", config, "+")];
  if (config.primaryHost !== undefined) topics.push(stateTopic(config.primaryHost));
  const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
  return {
    state: { kind: "connecting", bdSeq, devices: state.devices },
    effects: [{ kind: "connect", will: nodeDeath(config, bdSeq, now), subscriptions }],
  };
}

/** The host's retained word may have come before the subscriptions were granted. */
function connected(state: EdgeState, context: EdgeContext): EdgeStep {
  if (state.kind !== "connecting") return { state, effects: none };
  const { bdSeq, devices, host } = state;
  const waiting = { kind: "waiting", bdSeq, devices, hostTime: host?.timestamp ?? -1 } as const;
  if (context.config.primaryHost === undefined || host?.online === true) return births(waiting, context);
  return { state: waiting, effects: none };
}

type Connected = Extract<EdgeState, { kind: "waiting" | "born" }>;

/** The whole sequence at once, so that no data can come between: the node with seq 0, then each device. */
function births(state: Connected, { config, image, now }: EdgeContext): EdgeStep {
  const { bdSeq, devices, hostTime } = state;
  const messages = [nodeBirth(config, bdSeq, { timestamp: now, metrics: image.node() })];
  let seq = 0;
  for (const device of [...devices].sort()) {
    seq = nextSeq(seq);
    messages.push(deviceBirth(config, device, { timestamp: now, metrics: image.device(device), seq }));
  }
  const effects = messages.map((outgoing): EdgeEffect => ({ kind: "publish", message: outgoing }));
  return { state: { kind: "born", bdSeq, devices, hostTime, seq }, effects: [...effects, { kind: "born" }] };
}

function end(state: EdgeState, { config, now }: EdgeContext, nextServer: boolean): EdgeStep {
  const offline: EdgeState = { kind: "offline", devices: state.devices };
  if (state.kind === "offline") return { state: offline, effects: none };
  const close: EdgeEffect = { kind: "close", nextServer };
  if (state.kind !== "born") return { state: offline, effects: [close] };
  return { state: offline, effects: [{ kind: "publish", message: nodeDeath(config, state.bdSeq, now) }, close] };
}

function deviceUp(state: EdgeState, device: string, { config, image, now }: EdgeContext): EdgeStep {
  const devices = new Set(state.devices).add(device);
  if (state.kind !== "born") return { state: { ...state, devices }, effects: none };
  const seq = nextSeq(state.seq);
  const birth = deviceBirth(config, device, { timestamp: now, metrics: image.device(device), seq });
  return { state: { ...state, devices, seq }, effects: [{ kind: "publish", message: birth }] };
}

function deviceDown(state: EdgeState, device: string, { config, now }: EdgeContext): EdgeStep {
  if (!state.devices.has(device)) return { state, effects: none };
  const devices = new Set(state.devices);
  devices.delete(device);
  if (state.kind !== "born") return { state: { ...state, devices }, effects: none };
  const seq = nextSeq(state.seq);
  const death = deviceDeath(config, device, { timestamp: now, seq });
  return { state: { ...state, devices, seq }, effects: [{ kind: "publish", message: death }] };
}

type Input<K extends EdgeInput["kind"]> = Extract<EdgeInput, { kind: K }>;

function data(state: EdgeState, { device, payload }: Input<"data">, { config }: EdgeContext): EdgeStep {
  if (state.kind !== "born" || (device !== undefined && !state.devices.has(device))) {
    return { state, effects: [{ kind: "held" }] };
  }
  const seq = nextSeq(state.seq);
  const topic = topicOf(device === undefined ? "NDATA" : "DDATA", config, device);
  const outgoing: Outgoing = { topic, payload: payload(seq), qos: 0, retain: false };
  return { state: { ...state, seq }, effects: [{ kind: "publish", message: outgoing }] };
}

function message(state: EdgeState, input: Input<"message">, context: EdgeContext): EdgeStep {
  if (state.kind === "offline") return { state, effects: none };
  const host = parseStateTopic(input.topic);
  if (host === undefined) return command(state, input, context);
  const said = host === context.config.primaryHost ? decodeState(input.payload) : undefined;
  return said === undefined ? { state, effects: none } : hostSaid(state, said, context);
}

/** An older word of the host than one already heard is no news. */
function hostSaid(state: Exclude<EdgeState, { kind: "offline" }>, said: HostOnline, context: EdgeContext): EdgeStep {
  const heardTime = state.kind === "connecting" ? (state.host?.timestamp ?? -1) : state.hostTime;
  if (said.timestamp < heardTime) return { state, effects: none };
  if (state.kind === "connecting") return { state: { ...state, host: said }, effects: none };
  const heard: Connected = { ...state, hostTime: said.timestamp };
  if (!said.online) return end(heard, context, true);
  return heard.kind === "waiting" ? births(heard, context) : { state: heard, effects: none };
}

function command(state: EdgeState, { topic, payload }: Input<"message">, context: EdgeContext): EdgeStep {
  const place = parseTopic(topic);
  if (place?.group !== context.config.group || place.edgeNode !== context.config.edgeNode)
    return { state, effects: none };
  if (place.type !== "NCMD" && place.type !== "DCMD") return { state, effects: none };
  const decoded = decodePayload(payload);
  if (!decoded.ok) return { state, effects: [{ kind: "refused", detail: `${topic}: ${decoded.error.detail}` }] };
  const metrics = decoded.value.metrics.filter(({ name }) => name !== rebirthMetric);
  const device = place.device === undefined ? {} : { device: place.device };
  const effects: EdgeEffect[] = metrics.length === 0 ? [] : [{ kind: "command", ...device, metrics }];
  if (place.type === "DCMD" || state.kind !== "born" || !asksRebirth(decoded.value)) return { state, effects };
  const reborn = births(state, context);
  return { state: reborn.state, effects: [...reborn.effects, ...effects] };
}
