import { decay } from "../exact.ts";

/** What one step does to one substance in a well-mixed room. Volumes in m3, rates in m3/s, amounts in units of m3. */
export interface Mixing {
  readonly volume: number;
  /** Outside air in, and as much room air out. */
  readonly outsideAir: number;
  /** Through gaps; as much goes out. `carried`: the share of the outside's substance that gets through them. */
  readonly leakage: number;
  readonly carried: number;
  /** Settles on surfaces, as air that is made clean. */
  readonly settling: number;
  /** Is caught by the filter, as air that is made clean. */
  readonly filtering: number;
  /** Concentration outside. */
  readonly outside: number;
  /** Given off in the room, units per second. */
  readonly source: number;
}

/** Amounts of one substance that came and went, in units of m3: cm3 of CO2, ug of dust. */
export interface Books {
  readonly released: number;
  readonly supplied: number;
  readonly left: number;
  readonly settled: number;
  readonly filtered: number;
}

/** Nothing has come or gone. */
export const emptyBooks: Books = { released: 0, supplied: 0, left: 0, settled: 0, filtered: 0 };

/** A room's concentration after `seconds` and the books; exact for what stays as it is over the step, whatever its length. */
export function mix(
  concentration: number,
  books: Books,
  mixing: Mixing,
  seconds: number,
): { readonly concentration: number; readonly books: Books } {
  const { volume, outsideAir, leakage, settling, filtering, outside } = mixing;
  const leaving = outsideAir + leakage;
  const cleaned = leaving + settling + filtering;
  const supplied = (outsideAir + leakage * mixing.carried) * outside * seconds;
  const released = mixing.source * seconds;
  const constants = (cleaned / volume) * seconds;
  const left = decay(constants);
  const mean = constants === 0 ? 1 : (1 - left) / constants;
  const after = concentration * left + ((supplied + released) / volume) * mean;
  const gone = supplied + released - (after - concentration) * volume;
  const share = cleaned === 0 ? 0 : gone / cleaned;
  return {
    concentration: after,
    books: {
      released: books.released + released,
      supplied: books.supplied + supplied,
      left: books.left + share * leaving,
      settled: books.settled + share * settling,
      filtered: books.filtered + share * filtering,
    },
  };
}
