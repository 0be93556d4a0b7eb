import fc from "fast-check";
import { expect, test } from "vitest";
import { components, leadingBack } from "./graph.ts";

const edges = (graph: Readonly<Record<string, string>>) => (node: string) => graph[node] ?? "";

test("every node comes after what it leads to", () => {
  expect(components("abcd", edges({ a: "bc", b: "d", c: "d" }))).toEqual([["d"], ["b"], ["c"], ["a"]]);
});

test("nodes that lead to one another stand together", () => {
  expect(components("abcd", edges({ a: "b", b: "ca", c: "d" }))).toEqual([["d"], ["c"], ["a", "b"]]);
  expect([...leadingBack("abcd", edges({ a: "b", b: "ca", c: "d", d: "d" }))]).toEqual(["d", "a", "b"]);
});

test("a chain may be of any length, and each node is asked once where it leads", () => {
  const length = 100_000;
  let asked = 0;
  const next = (node: number) => {
    asked += 1;
    return node + 1 < length ? [node + 1] : [];
  };
  const found = components([0], next);
  expect([found.length, found[0], found.at(-1), asked]).toEqual([length, [length - 1], [0], length]);
});

test("what leads back is what a search from each node finds", () => {
  const graphs = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(graphs, (graph) => {
      const next = (node: number) => graph[node] ?? [];
      const reached = (start: number) => {
        const seen = new Set<number>();
        const open = [...next(start)];
        for (let node = open.pop(); node !== undefined; node = open.pop()) {
          if (!seen.has(node)) open.push(...next(node));
          seen.add(node);
        }
        return seen;
      };
      const nodes = graph.map((_, node) => node);
      expect([...leadingBack(nodes, next)].toSorted((a, b) => a - b)).toEqual(
        nodes.filter((node) => reached(node).has(node)),
      );
      expect(
        components(nodes, next)
          .flat()
          .toSorted((a, b) => a - b),
      ).toEqual(nodes);
    }),
  );
});
