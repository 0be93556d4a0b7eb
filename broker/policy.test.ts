import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allow, clientIdFits, type Identity, type Role, rightsOf } from "./policy.ts";

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

  it("only the console asks for books, and only ingest tells them", () => {
    const may = (rest: string) =>
      (["site", "ingest", "region", "console", "reader"] as const).filter((role) =>
        allow(identity(role, role === "site" ? "oost" : role), "publish", own("oost", rest)),
      );
    expect([may("books/get"), may("books")]).toEqual([["console"], ["ingest"]]);
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

/** A filter like one that is granted, with any of its levels exchanged or the end cut off. */
const filter = fc
  .record({
    granted: fc.constantFrom(...rightsOf(site).subscribe),
    exchanged: fc.array(fc.tuple(fc.nat(6), fc.constantFrom("+", "#", "oost", "west", "command", "lage-landen"))),
    length: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ granted, exchanged, length }) => {
    const levels = granted.split("/").slice(0, length);
    for (const [at, level] of exchanged.slice(0, 2)) if (at < levels.length) levels[at] = level;
    return levels;
  });

it("a granted subscription never covers a topic outside the rights", () => {
  let covered = 0;
  const names = fc.array(fc.constantFrom("oost", "west", "other", "vfd-1"), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(filter, names, (levels, fillings) => {
      fc.pre(!levels.slice(0, -1).includes("#"));
      const filled = levels.flatMap((level, at) =>
        level === "#" ? fillings.slice(0, 2) : level === "+" ? [fillings[at]] : [level],
      );
      const topic = filled.join("/");
      if (!allow(site, "subscribe", levels.join("/"))) return;
      covered += 1;
      expect(allow(site, "subscribe", topic)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(covered).toBeGreaterThan(100);
});
