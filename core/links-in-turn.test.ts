import { expect, it } from "vitest";
import { linksInTurn } from "./links-in-turn.ts";
import type { Link, LinkOptions, LinkSession } from "./ports/link.ts";

const options: LinkOptions = { clientId: "x", onMessage: () => undefined, onClose: () => undefined };

it("stays with a broker that answers and goes to the next when it does not", async () => {
  const tried: string[] = [];
  const alive = { a: true, b: true };
  const link = (name: "a" | "b"): Link => ({
    connect: async () => {
      tried.push(name);
      if (!alive[name]) throw new Error("gone");
      return {} as LinkSession;
    },
  });
  const both = linksInTurn([link("a"), link("b")]);
  await both.connect(options);
  await both.connect(options);
  alive.a = false;
  await expect(both.connect(options)).rejects.toThrow("gone");
  await both.connect(options);
  await both.connect(options);
  expect(tried).toEqual(["a", "a", "a", "b", "b"]);
});
