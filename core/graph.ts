interface Visit<T> {
  readonly node: T;
  /** How many nodes were visited before it. */
  readonly order: number;
  /** Where it stands among those that are in no component yet. */
  readonly place: number;
  readonly left: Iterator<T>;
  /** The earliest node it is known to lead back to. */
  low: number;
  closed: boolean;
}

class Walk<T> {
  readonly found: T[][] = [];
  readonly #visits = new Map<T, Visit<T>>();
  readonly #open: Visit<T>[] = [];
  readonly #trail: Visit<T>[] = [];
  readonly #next: (node: T) => Iterable<T>;

  constructor(next: (node: T) => Iterable<T>) {
    this.#next = next;
  }

  from(start: T): void {
    if (!this.#visits.has(start)) this.#enter(start);
    for (let here = this.#trail.at(-1); here !== undefined; here = this.#trail.at(-1)) {
      const step = here.left.next();
      if (step.done === true) {
        this.#leave(here);
        continue;
      }
      const seen = this.#visits.get(step.value);
      if (seen === undefined) this.#enter(step.value);
      else if (!seen.closed) here.low = Math.min(here.low, seen.order);
    }
  }

  #enter(node: T): void {
    const order = this.#visits.size;
    const left = this.#next(node)[Symbol.iterator]();
    const visit = { node, order, place: this.#open.length, left, low: order, closed: false };
    this.#visits.set(node, visit);
    this.#open.push(visit);
    this.#trail.push(visit);
  }

  #leave(visit: Visit<T>): void {
    this.#trail.pop();
    const before = this.#trail.at(-1);
    if (before !== undefined) before.low = Math.min(before.low, visit.low);
    if (visit.low < visit.order) return;
    const members = this.#open.splice(visit.place);
    for (const member of members) member.closed = true;
    this.found.push(members.map(({ node }) => node));
  }
}

/**
 * The nodes of a graph, each after everything it leads to; nodes that lead to one another stand together. Takes time by the
 * number of nodes and edges, and chains of any length. Source: R. Tarjan, "Depth-first search and linear graph
 * algorithms", SIAM J. Comput. 1 (1972).
 */
export function components<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): readonly (readonly T[])[] {
  const walk = new Walk(next);
  for (const node of nodes) walk.from(node);
  return walk.found;
}

/** The nodes from which edges lead back to themselves. */
export function leadingBack<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): ReadonlySet<T> {
  const back = new Set<T>();
  for (const members of components(nodes, next)) {
    const [first] = members;
    if (first === undefined) continue;
    if (members.length > 1 || [...next(first)].includes(first)) for (const member of members) back.add(member);
  }
  return back;
}
