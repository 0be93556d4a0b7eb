import { editDistance } from "./edit-distance.ts";

/** Words that may be meant: a list of them, or the keys of a map. Sets and maps are prepared once, however often they are asked. */
export type Vocabulary = Iterable<string> | ReadonlyMap<string, unknown>;

/** The words of a vocabulary, in order. */
export function wordsOf(known: Vocabulary): Iterable<string> {
  return known instanceof Map ? known.keys() : (known as Iterable<string>);
}

/** Letters beyond this are not compared. */
const longestWord = 80;

const compared = (word: string) => word.toLowerCase().slice(0, longestWord);

/** Which letters a word has, one bit for each of 32 groups. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let place = 0; place < word.length; place++) letters |= 1 << (word.charCodeAt(place) & 31);
  return letters;
}

function bitsIn(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count += 1;
  return count;
}

interface Nearest {
  readonly word: string | undefined;
  readonly distance: number;
}

/** So many looks at a word are spent on one vocabulary; whoever asks for more is told of no word. A file may have thousands of slips. */
const mostLooks = 10_000_000;
/** Measuring a distance takes the time of so many looks. */
const looksToMeasure = 32;

/** Words made ready for many questions. */
class Prepared {
  #looks = 0;
  readonly #words: readonly string[];
  readonly #compared: readonly string[];
  readonly #letters: Int32Array;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#compared = words.map(compared);
    this.#letters = Int32Array.from(this.#compared, lettersOf);
  }

  /** The first of the words that are nearest, if it is nearer than what was found before; `except` is not offered. */
  nearest(mistyped: string, except: string, before: Nearest): Nearest {
    if (this.#looks >= mostLooks) return before;
    this.#looks += this.#words.length;
    const letters = lettersOf(mistyped);
    let best = before;
    for (let index = 0; index < this.#words.length && best.distance > 0; index++) {
      const candidate = this.#compared[index] ?? "";
      const other = this.#letters[index] ?? 0;
      // Each edit makes a word longer or shorter by one letter at most, and brings or takes one letter at most.
      if (Math.abs(candidate.length - mistyped.length) >= best.distance) continue;
      if (bitsIn(letters & ~other) >= best.distance || bitsIn(other & ~letters) >= best.distance) continue;
      this.#looks += looksToMeasure;
      const distance = editDistance(mistyped, candidate, best.distance - 1);
      const word = this.#words[index];
      if (distance < best.distance && word !== except) best = { word, distance };
    }
    return best;
  }
}

const prepared = new WeakMap<object, { readonly size: number; readonly ready: Prepared }>();

function prepare(known: Vocabulary): Prepared {
  if (!(known instanceof Map || known instanceof Set)) return new Prepared([...wordsOf(known)]);
  const held = prepared.get(known);
  if (held?.size === known.size) return held.ready;
  const ready = new Prepared([...wordsOf(known)]);
  prepared.set(known, { size: known.size, ready });
  return ready;
}

/** "did you mean …?" for a mistyped word near enough to one of several vocabularies, or nothing; `except` is never meant. */
export function didYouMeanAmong(word: string, all: readonly Vocabulary[], except = word): string | undefined {
  const mistyped = compared(word);
  let best: Nearest = { word: undefined, distance: Math.max(1, Math.floor(mistyped.length / 3)) + 1 };
  for (const known of all) best = prepare(known).nearest(mistyped, except, best);
  return best.word === undefined ? undefined : `did you mean \`${best.word}\`?`;
}

/** "did you mean …?" for a mistyped word, or nothing. */
export function didYouMean(word: string, known: Vocabulary, except = word): string | undefined {
  return didYouMeanAmong(word, [known], except);
}
