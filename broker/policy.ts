import { everyTopicOf, type MessageType, stateTopic, topicOf } from "../core/sparkplug/topics.ts";
import { filterCovers } from "../core/wire/topic-filter.ts";
import { everyOwnTopic, ownTopics, regionItself } from "../core/wire/topics.ts";

/** What a credential is for. Each role has exactly the rights of the table below and no others. */
export type Role = "site" | "ingest" | "region" | "console" | "reader";

/** Who a connection belongs to, after its password was checked. */
export interface Identity {
  readonly role: Role;
  /** The credential's name; for a site its id. */
  readonly name: string;
  readonly region: string;
}

/** Topics and filters somebody may publish to and subscribe to. */
export interface Rights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/**
 * The rights of one identity as topic filters: the one table behind `allow` and behind the access list of an outside broker.
 * A site publishes only in its own subtree and only its own NDEATH; `stored` comes from ingest alone.
 */
export function rightsOf({ role, name, region }: Identity): Rights {
  const own = (site: string, rest: string): string => `${ownTopics(region, site).base}/${rest}`;
  const sparkplug = (type: MessageType, edgeNode: string, device?: string): string =>
    topicOf(type, { group: region, edgeNode }, device);
  const everything = [everyTopicOf(region), stateTopic("+"), everyOwnTopic(region)];
  switch (role) {
    case "site":
      return {
        publish: [
          ...(["NBIRTH", "NDATA", "NDEATH"] as const).map((type) => sparkplug(type, name)),
          ...(["DBIRTH", "DDATA", "DDEATH"] as const).map((type) => sparkplug(type, name, "+")),
          ...["event", "alarms", "nonce", "presence", "definition/+", "command/+/result"].map((rest) =>
            own(name, rest),
          ),
        ],
        subscribe: [
          sparkplug("NCMD", name),
          sparkplug("DCMD", name, "+"),
          stateTopic("+"),
          ...["stored", "command", "definition/get"].map((rest) => own(name, rest)),
        ],
      };
    case "ingest":
      return {
        publish: ["stored", "definition/get", "books"].map((rest) => own("+", rest)),
        subscribe: everything,
      };
    case "region":
      return {
        publish: [stateTopic(name), sparkplug("NCMD", "+"), sparkplug("DCMD", "+", "+"), own(regionItself, "#")],
        subscribe: everything,
      };
    case "console":
      return { publish: [own("+", "command"), own("+", "books/get")], subscribe: everything };
    case "reader":
      return { publish: [], subscribe: everything };
  }
}

/** Tells whether an identity may publish to a topic or subscribe to a filter. Pure; everything not in the table is denied. */
export function allow(identity: Identity, action: "publish" | "subscribe", topic: string): boolean {
  const rights = rightsOf(identity)[action];
  return rights.some((filter) => (action === "publish" ? filterCovers(filter, topic) : filterWithin(filter, topic)));
}

/** A connection's client id must start with its credential's name, so that knowing an id is not enough to take a session over. */
export function clientIdFits(identity: Identity, clientId: string): boolean {
  return clientId.startsWith(`${identity.name}:`) && clientId.length <= 100;
}

/** Tells whether every topic that `asked` covers is covered by `granted` too. */
function filterWithin(granted: string, asked: string): boolean {
  const outer = granted.split("/");
  const inner = asked.split("/");
  for (let index = 0; index < outer.length; index += 1) {
    if (outer[index] === "#") return true;
    const level = inner[index];
    if (level === undefined || level === "#") return false;
    if (outer[index] !== "+" && outer[index] !== level) return false;
  }
  return outer.length === inner.length;
}
