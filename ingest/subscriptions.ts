import { topicOf } from "../core/sparkplug/topics.ts";
import { ownTopics } from "../core/wire/topics.ts";

/** What ingest listens to in a region. Source: Sparkplug 3.0.0, chapter 4; no host id and no STATE: ingest is a plain subscriber. */
export function subscriptionsOf(region: string): { topic: string; qos: 0 }[] {
  const node = { group: region, edgeNode: "+" };
  const own = ownTopics(region, "+");
  const topics = [
    topicOf("NBIRTH", node),
    topicOf("DBIRTH", node, "+"),
    topicOf("NDATA", node),
    topicOf("DDATA", node, "+"),
    own.event,
    own.definition("+"),
    own.booksGet,
  ];
  return topics.map((topic) => ({ topic, qos: 0 }));
}
