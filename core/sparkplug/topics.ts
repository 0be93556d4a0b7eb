/** Source: Sparkplug 3.0.0, 4 "Sparkplug Topics and Messages". */
export const namespace = "spBv1.0";

/** The message types of edge nodes and devices. */
export const messageTypes = ["NBIRTH", "NDATA", "NDEATH", "NCMD", "DBIRTH", "DDATA", "DDEATH", "DCMD"] as const;
export type MessageType = (typeof messageTypes)[number];

/** The place a message speaks of: group (region), edge node (site), and the device for D* messages. */
export interface SparkplugTopic {
  readonly type: MessageType;
  readonly group: string;
  readonly edgeNode: string;
  readonly device?: string;
}

/** The reserved device under which our node-level variables are published. */
export const nodeDevice = "node";

/** The topic of a message of an edge node or of one of its devices. */
export function topicOf(type: MessageType, edge: { group: string; edgeNode: string }, device?: string): string {
  const base = `${namespace}/${edge.group}/${type}/${edge.edgeNode}`;
  return device === undefined ? base : `${base}/${device}`;
}

/** Every message of a group, but for the STATE of hosts, as a filter. */
export function everyTopicOf(group: string): string {
  return `${namespace}/${group}/#`;
}

const types: ReadonlySet<string> = new Set(messageTypes);

/** Takes a Sparkplug topic apart; undefined for STATE, for other topics and where device and message type do not fit. */
export function parseTopic(topic: string): SparkplugTopic | undefined {
  const [space, group, type, edgeNode, device, ...rest] = topic.split("/");
  if (space !== namespace || type === undefined || !types.has(type) || rest.length > 0) return undefined;
  if (group === undefined || group === "" || edgeNode === undefined || edgeNode === "" || device === "")
    return undefined;
  if ((type[0] === "D") !== (device !== undefined)) return undefined;
  const place = { type: type as MessageType, group, edgeNode };
  return device === undefined ? place : { ...place, device };
}

/** Where a host application says whether it is online. */
export function stateTopic(host: string): string {
  return `${namespace}/STATE/${host}`;
}

/** The host id of a STATE topic; undefined for any other topic (also the `STATE/id` of version 2.2). */
export function parseStateTopic(topic: string): string | undefined {
  const [space, state, host, ...rest] = topic.split("/");
  return space === namespace && state === "STATE" && host !== undefined && host !== "" && rest.length === 0
    ? host
    : undefined;
}
