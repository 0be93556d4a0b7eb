import fc from "fast-check";
import { expect, it } from "vitest";
import { Permits } from "./permits.ts";
import { allow, type Identity } from "./policy.ts";

const site: Identity = { role: "site", name: "oost", region: "lage-landen" };

it.each(["publish", "subscribe"] as const)("say of each topic what the policy says to %s, however often", (action) => {
  const level = fc.constantFrom("spBv1.0", "lage-landen", "DDATA", "NDEATH", "NCMD", "oost", "west", "+", "#", "");
  const topics = fc.array(fc.array(level, { maxLength: 6 }).map((levels) => levels.join("/")));
  fc.assert(
    fc.property(topics, (asked) => {
      const permits = new Permits(site, action);
      for (const topic of [...asked, ...asked]) expect(permits.allows(topic)).toBe(allow(site, action, topic));
    }),
  );
});

it("judge rightly also when more topics were used than they remember", () => {
  const permits = new Permits(site, "publish");
  for (let device = 0; device < 10_050; device += 1) {
    expect(permits.allows(`spBv1.0/lage-landen/DDATA/oost/d${device}`)).toBe(true);
    expect(permits.allows(`spBv1.0/lage-landen/DDATA/west/d${device}`)).toBe(false);
  }
});
