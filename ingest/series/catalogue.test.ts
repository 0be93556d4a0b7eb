import { describe, expect, it } from "vitest";
import { Catalogue } from "./catalogue.ts";

const place = { region: "north", site: "polder", hash: "aa" };
const message = { topic: "t", payload: new Uint8Array() };
const definition = { site: "polder", variables: [] };

describe("catalogue", () => {
  it("asks once for a definition and gives back what waited for it", () => {
    const catalogue = new Catalogue();
    expect(catalogue.wait(place, message)).toEqual({ kept: true, ask: true });
    expect(catalogue.wait(place, message)).toEqual({ kept: true, ask: false });
    expect(catalogue.unanswered()).toEqual([place]);
    expect(catalogue.learn(place, definition)).toEqual([message, message]);
    expect(catalogue.unanswered()).toEqual([]);
    expect(catalogue.get(place)).toBe(definition);
  });

  it("keeps 64 messages of a definition, and leaves the others to be sent again", () => {
    const catalogue = new Catalogue();
    const kept = Array.from({ length: 70 }, () => catalogue.wait(place, message)).filter((wait) => wait.kept);
    expect(kept).toHaveLength(64);
    expect(catalogue.learn(place, definition)).toHaveLength(64);
  });

  it("asks for 1024 definitions at a time: a sender cannot make it remember more", () => {
    const catalogue = new Catalogue();
    for (let hash = 0; hash < 1100; hash += 1) catalogue.wait({ ...place, hash: `${hash}` }, message);
    expect(catalogue.unanswered()).toHaveLength(1024);
  });
});
