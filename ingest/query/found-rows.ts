import type { SelectPlan } from "./plan.ts";
import type { Cell } from "./table.ts";

/** One column of a run's answer. */
type Columns = readonly (readonly Cell[])[];

/** The rows of one group, in parts in the order asked. */
interface Group {
  /** Rows that OFFSET passes over, still. */
  skip: number;
  /** Rows that LIMIT allows, still. */
  left: number;
  readonly parts: Columns[];
}

/**
 * Collects rows (group, time, cells…; sorted by group within an answer) that come run by run in the order asked, and cuts each
 * group by OFFSET and LIMIT.
 */
export class FoundRows {
  /** Rows kept. */
  count = 0;
  readonly #plan: SelectPlan;
  readonly #groups = new Map<Cell, Group>();
  #full = 0;

  constructor(plan: SelectPlan) {
    this.#plan = plan;
  }

  /** How many groups have all that LIMIT allows. */
  get full(): number {
    return this.#full;
  }

  /** How many more rows the one group of an answer without groups can use; null is any number. */
  get wanted(): number | null {
    const { limit, rowOffset } = this.#plan;
    const [group] = this.#groups.values();
    return limit === null ? null : group === undefined ? rowOffset + limit : group.skip + group.left;
  }

  /** Rows that OFFSET passes over still, of the one group of an answer without groups. */
  get skipped(): number {
    const [group] = this.#groups.values();
    return group?.skip ?? this.#plan.rowOffset;
  }

  add([numbers = [], ...columns]: Columns): void {
    for (let start = 0, end = 0; start < numbers.length; start = end) {
      end = endOfGroup(numbers, start);
      this.#take(this.#groupOf(numbers[start] ?? null), columns, { start, end });
    }
  }

  /** The columns (time, cells…) of every group that has rows, by its number. */
  *groups(): Iterable<readonly [Cell, Columns]> {
    const sorted = [...this.#groups].sort(([a], [b]) => Number(a) - Number(b));
    for (const [number, { parts }] of sorted) {
      if (parts.length > 0) yield [number, joined(parts)];
    }
  }

  #groupOf(number: Cell): Group {
    const known = this.#groups.get(number);
    if (known !== undefined) return known;
    const { limit, rowOffset } = this.#plan;
    const group = { skip: rowOffset, left: limit ?? Number.POSITIVE_INFINITY, parts: [] };
    this.#groups.set(number, group);
    return group;
  }

  #take(group: Group, columns: Columns, { start, end }: { readonly start: number; readonly end: number }): void {
    if (group.left === 0) return;
    const from = Math.min(end, start + group.skip);
    const to = Math.min(end, from + group.left);
    group.skip -= from - start;
    group.left -= to - from;
    if (group.left === 0) this.#full += 1;
    if (to === from) return;
    this.count += to - from;
    group.parts.push(columns.map((column) => column.slice(from, to)));
  }
}

/** The row after the last one of the group that begins at `start`. */
export function endOfGroup(numbers: readonly Cell[], start: number): number {
  const number = numbers[start];
  // Most answers are of one group.
  if (numbers.at(-1) === number) return numbers.length;
  let end = start;
  while (end < numbers.length && numbers[end] === number) end += 1;
  return end;
}

function joined(parts: readonly Columns[]): Columns {
  const [first = []] = parts;
  if (parts.length === 1) return first;
  const empty: Cell[] = [];
  return first.map((_, column) => empty.concat(...parts.map((part) => part[column] ?? [])));
}
