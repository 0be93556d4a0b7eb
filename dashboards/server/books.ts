import { AppError } from "../../core/errors.ts";
import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { DurationMs } from "../../core/time.ts";
import type { Books } from "../../core/wire/books.ts";
import { ownTopics } from "../../core/wire/topics.ts";

/** An ingest that has not answered within this long has no store just now, or is away. */
const patience: DurationMs = 3_000;

/** What asking for books works with. */
export interface BooksAsking {
  readonly region: string;
  readonly clock: IoClock;
  /** False when there is no connection to the broker. */
  readonly publish: (topic: string) => Promise<boolean>;
}

/** The books of one site of a region. */
export interface SiteBooks {
  readonly region: string;
  readonly site: string;
  readonly boots: Books["boots"];
}

/** Asks ingest for its books over the broker: where ingest and console are processes of their own, they meet nowhere else. */
export class BooksInquiry {
  readonly #ports: BooksAsking;
  readonly #waiting = new Map<string, Set<(books: Books | undefined) => void>>();

  constructor(ports: BooksAsking) {
    this.#ports = ports;
  }

  /** The books of these sites, without those of which nothing was ever stored. Throws `store-unavailable`. */
  async ask(sites: readonly string[]): Promise<readonly SiteBooks[]> {
    const all = await Promise.all(sites.map((site) => this.#askOne(site)));
    return all.filter(({ boots }) => boots.length > 0);
  }

  /** Takes an answer from the broker. */
  take(site: string, books: Books): void {
    for (const tell of this.#waiting.get(site) ?? []) tell(books);
  }

  async #askOne(site: string): Promise<SiteBooks> {
    const { region, publish } = this.#ports;
    const answer = this.#answerOf(site);
    const asked = await publish(ownTopics(region, site).booksGet);
    const books = asked ? await answer.came : undefined;
    answer.forget();
    if (books !== undefined) return { region, site, boots: books.boots };
    const why = asked ? "ingest does not answer" : "the broker does not answer";
    throw new AppError("store-unavailable", `${why}: nothing is known of the books of ${site}`);
  }

  #answerOf(site: string): { readonly came: Promise<Books | undefined>; forget(): void } {
    const { clock } = this.#ports;
    const waiting = this.#waiting.get(site) ?? new Set();
    this.#waiting.set(site, waiting);
    let tell: (books: Books | undefined) => void = () => undefined;
    let cancel: Cancel = () => undefined;
    const came = new Promise<Books | undefined>((resolve) => {
      tell = resolve;
      cancel = clock.schedule(patience, () => resolve(undefined));
    });
    waiting.add(tell);
    const forget = (): void => {
      cancel();
      waiting.delete(tell);
      if (waiting.size === 0) this.#waiting.delete(site);
    };
    return { came, forget };
  }
}
