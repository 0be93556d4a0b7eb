import { Intervals } from "../../core/intervals.ts";
import { gapMark, type Stored } from "../../core/wire/stored.ts";
import type { Stream } from "../spool/segment.ts";

/** One stream of one boot as one ingest has confirmed it. */
interface Confirmed {
  /** Stored, refused, or closed by a gap record: durable in any case. */
  readonly durable: Intervals;
  readonly refused: Intervals;
  readonly seen: number;
}

/** What one ingest has said. */
interface Word {
  readonly generation: number;
  readonly boots: Map<string, Readonly<Record<Stream, Confirmed>>>;
}

const nothing: Confirmed = { durable: new Intervals(), refused: new Intervals(), seen: -1 };

/** Everything the ingests have said is durable; several together are one union (docs/adr/0002-acknowledgement.md). */
export class Acknowledged {
  readonly #words = new Map<string, Word>();

  /** Takes a `stored` message in; true when its store may have forgotten what it had confirmed. */
  apply(stored: Stored): boolean {
    const before = this.#words.get(stored.ingest);
    const forgets = before !== undefined && before.generation !== stored.generation;
    const boots = before === undefined || forgets ? new Map() : before.boots;
    for (const [boot, { events, ...readings }] of Object.entries(stored.boots)) {
      boots.set(boot, { readings: confirmed(readings), events: confirmed(events) });
    }
    this.#words.set(stored.ingest, { generation: stored.generation, boots });
    return forgets;
  }

  /** All of it about some boots, as messages that say the same again. */
  image(boots: readonly string[]): Stored[] {
    return [...this.#words].map(([ingest, word]) => {
      const known = boots.flatMap((boot) => {
        const said = word.boots.get(boot);
        return said === undefined
          ? []
          : [[boot, { ...repeated(said.readings), events: repeated(said.events) }] as const];
      });
      return { ingest, generation: word.generation, boots: Object.fromEntries(known) };
    });
  }

  /** Whether any ingest has spoken of a boot. */
  knows(boot: string): boolean {
    return [...this.#words.values()].some(({ boots }) => boots.has(boot));
  }

  /** Numbers that need us no more as far as ingests say. */
  durable(stream: Stream, boot: string): Intervals {
    return this.#union(stream, boot, ({ durable }) => durable);
  }

  /** Of these, the ones that were refused for what they say. */
  refused(stream: Stream, boot: string): Intervals {
    return this.#union(stream, boot, ({ refused }) => refused);
  }

  /** The highest number of this connection's live lane up to which every ingest has made durable whatever it received. */
  seen(stream: Stream, boot: string): number {
    const all = [...this.#words.values()].map(({ boots }) => boots.get(boot)?.[stream].seen ?? -1);
    return all.length === 0 ? -1 : Math.max(...all);
  }

  #union(stream: Stream, boot: string, pick: (one: Confirmed) => Intervals): Intervals {
    const union = new Intervals();
    for (const { boots } of this.#words.values()) union.addAll(pick(boots.get(boot)?.[stream] ?? nothing));
    return union;
  }
}

function confirmed(said: Omit<Stored["boots"][string], "events">): Confirmed {
  const refused = new Intervals();
  for (const [lo, hi, reason] of said.refused) if (!reason.startsWith(gapMark)) refused.add(lo, hi);
  return { durable: Intervals.of(said.durable), refused, seen: said.seen };
}

const mostRanges = 64;

/** What was seen belongs to a connection and is not repeated. */
function repeated({ durable, refused }: Confirmed): Omit<Stored["boots"][string], "events"> {
  return {
    durable: durable.ranges.slice(0, mostRanges).map(([lo, hi]) => [lo, hi]),
    seen: -1,
    refused: refused.ranges.map(([lo, hi]) => [lo, hi, "refused"]),
  };
}
