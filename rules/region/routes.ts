import { everyTopicOf } from "../../core/sparkplug/topics.ts";
import { ownTopics, parseOwnTopic, regionItself } from "../../core/wire/topics.ts";
import type { RegionFile } from "./file/schema.ts";

/** What a message that reaches the region is, by its topic. */
export type Arrival =
  | { readonly kind: "sparkplug" | "stored" | "order" }
  | { readonly kind: "result" | "digest" | "events"; readonly site: string };

/** Everything the region listens to: its sites exactly, as some brokers send no retained messages to wildcards. */
export function filtersOf({ region, sites }: RegionFile): readonly string[] {
  const own = Object.keys(sites).flatMap((site) => {
    const topics = ownTopics(region.id, site);
    return [topics.alarms, topics.event, topics.result("+")];
  });
  const itself = ownTopics(region.id, regionItself);
  return [everyTopicOf(region.id), ...own, itself.stored, itself.command];
}

/** Tells what a message is. */
export function arrivalOf(topic: string): Arrival {
  const own = parseOwnTopic(topic);
  if (own === undefined) return { kind: "sparkplug" };
  const { site, rest } = own;
  const [word] = rest;
  if (site === regionItself) return { kind: word === "command" ? "order" : "stored" };
  if (word === "command") return { kind: "result", site };
  return { kind: word === "alarms" ? "digest" : "events", site };
}
