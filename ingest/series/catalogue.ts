import { definitionHash, type Sha256 } from "../../core/wire/canonical.ts";
import { type Definition, definitionSchema } from "../../core/wire/definition.ts";

/** How many messages of unknown definition are kept until it comes, for each definition. */
const mostWaiting = 64;

/** How many definitions are asked for at the same time; a sender cannot make us remember more. */
const mostUnknown = 1024;

/** Where a definition belongs. */
export interface DefinitionPlace {
  readonly region: string;
  readonly site: string;
  readonly hash: string;
}

/** A message that waits for its definition. */
export interface WaitingMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** What became of a message whose definition is unknown: kept, or left to be sent again. `ask` says to ask for the definition. */
export interface Wait {
  readonly kept: boolean;
  readonly ask: boolean;
}

/** Definitions by hash: what the names in a message mean. Unknown ones are asked for, and a few messages wait for the answer. */
export class Catalogue {
  readonly #known = new Map<string, Definition>();
  readonly #waiting = new Map<string, WaitingMessage[]>();

  get(place: DefinitionPlace): Definition | undefined {
    return this.#known.get(keyOf(place));
  }

  get size(): number {
    return this.#known.size;
  }

  wait(place: DefinitionPlace, message: WaitingMessage): Wait {
    const key = keyOf(place);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      if (this.#waiting.size >= mostUnknown) return { kept: false, ask: false };
      this.#waiting.set(key, [message]);
      return { kept: true, ask: true };
    }
    if (waiting.length >= mostWaiting) return { kept: false, ask: false };
    waiting.push(message);
    return { kept: true, ask: false };
  }

  /** The definitions that were asked for and have not come. */
  unanswered(): DefinitionPlace[] {
    return [...this.#waiting.keys()].map(placeOf);
  }

  /** Takes a definition in and gives back the messages that waited for it. */
  learn(place: DefinitionPlace, definition: Definition): readonly WaitingMessage[] {
    const key = keyOf(place);
    this.#known.set(key, definition);
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    return waiting;
  }
}

function keyOf({ region, site, hash }: DefinitionPlace): string {
  return `${region}/${site}/${hash}`;
}

function placeOf(key: string): DefinitionPlace {
  const [region = "", site = "", hash = ""] = key.split("/");
  return { region, site, hash };
}

const decoder = new TextDecoder();

/** Reads a definition that was sent for this place; undefined when it is not one, or one of another site, or its hash is another. */
export function readDefinition(place: DefinitionPlace, text: Uint8Array, sha256: Sha256): Definition | undefined {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(text));
  } catch {
    return undefined;
  }
  const parsed = definitionSchema.safeParse(json);
  if (!parsed.success || parsed.data.site !== place.site) return undefined;
  return definitionHash(parsed.data, sha256) === place.hash ? parsed.data : undefined;
}
