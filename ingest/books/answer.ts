import type { Books } from "../../core/wire/books.ts";
import { ownTopics, parseOwnTopic } from "../../core/wire/topics.ts";
import { booksOf } from "./books.ts";
import type { Register } from "./register.ts";

/** Tells whether a message asks for the books of a site. */
export function asksForBooks(topic: string): boolean {
  return topic.endsWith("/books/get");
}

/** What is told, where, to whoever asked on a topic. */
export function booksAnswer(register: Register, asked: string, ingest: string): { topic: string; books: Books } {
  const { region = "", site = "" } = parseOwnTopic(asked) ?? {};
  const boots = booksOf(register, site).find((books) => books.region === region)?.boots ?? [];
  return { topic: ownTopics(region, site).books, books: { ingest, boots } };
}
