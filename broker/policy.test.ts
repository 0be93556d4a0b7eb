import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterCovers } from "../core/wire/topic-filter.ts";
import { allow, clientIdFits, type Identity, type Role } from "./policy.ts";

const identity = (role: Role, name: string = role): Identity => ({ role, name, region: "lage-landen" });
const site = identity("site", "oost");
const own = (name: string, rest: string): string => `homeostat/v1/lage-landen/${name}/${rest}`;

describe("a site", () => {
  it.each([
    ["publish", "spBv1.0/lage-landen/DDATA/oost/vfd-1", true],
    ["publish", "spBv1.0/lage-landen/NDEATH/oost", true],
    ["publish", "spBv1.0/lage-landen/NDEATH/west", false],
    ["publish", "spBv1.0/other/NDATA/oost", false],
    ["publish", own("oost", "event"), true],
    ["publish", own("oost", "stored"), false],
    ["publish", own("oost", "command"), false],
    ["publish", own("west", "event"), false],
    ["publish", "spBv1.0/STATE/region", false],
    ["subscribe", own("oost", "command"), true],
    ["subscribe", own("west", "command"), false],
    ["subscribe", own("+", "command"), false],
    ["subscribe", "#", false],
    ["subscribe", "spBv1.0/lage-landen/DCMD/oost/+", true],
    ["subscribe", "spBv1.0/lage-landen/DCMD/oost/#", false],
  ] as const)("%s %s: %s", (action, topic, expected) => {
    expect(allow(site, action, topic)).toBe(expected);
  });
});

describe("roles", () => {
  it("only ingest says what is stored", () => {
    const may = (["site", "ingest", "region", "console", "reader"] as const).filter((role) =>
      allow(identity(role, role === "site" ? "oost" : role), "publish", own("oost", "stored")),
    );
    expect(may).toEqual(["ingest"]);
  });

  it("only the console commands", () => {
    const may = (["site", "ingest", "region", "console", "reader"] as const).filter((role) =>
      allow(identity(role), "publish", own("oost", "command")),
    );
    expect(may).toEqual(["console"]);
  });

  it("a reader publishes nothing and reads all of its region", () => {
    expect(allow(identity("reader"), "publish", own("oost", "event"))).toBe(false);
    expect(allow(identity("reader"), "subscribe", "spBv1.0/lage-landen/#")).toBe(true);
    expect(allow(identity("reader"), "subscribe", "spBv1.0/#")).toBe(false);
  });

  it("binds a client id to its credential", () => {
    expect([clientIdFits(site, "oost:own"), clientIdFits(site, "west:own"), clientIdFits(site, "oost")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

const levels = fc.array(
  fc.constantFrom("homeostat", "v1", "lage-landen", "oost", "west", "event", "+", "#", "spBv1.0"),
  { minLength: 1, maxLength: 6 },
);

it("a granted subscription never covers a topic outside the rights", () => {
  const topic = fc.array(
    fc.constantFrom("homeostat", "v1", "lage-landen", "oost", "west", "event", "command", "spBv1.0"),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(levels, topic, (filterLevels, topicLevels) => {
      const filter = filterLevels.join("/");
      const name = topicLevels.join("/");
      const wellFormed = !filterLevels.slice(0, -1).includes("#");
      if (wellFormed && allow(site, "subscribe", filter) && filterCovers(filter, name)) {
        expect(allow(site, "subscribe", name)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
