import fc from "fast-check";
import { expect, it } from "vitest";
import { PublishRights } from "./permits.ts";
import { allow, type Identity } from "./policy.ts";

const site: Identity = { role: "site", name: "oost", region: "lage-landen" };

it("says of each topic what the policy says, however often it is asked", () => {
  const level = fc.constantFrom("spBv1.0", "lage-landen", "DDATA", "NDEATH", "oost", "west", "vfd-1", "+", "#", "");
  const topics = fc.array(fc.array(level, { maxLength: 6 }).map((levels) => levels.join("/")));
  fc.assert(
    fc.property(topics, (asked) => {
      const rights = new PublishRights(site);
      for (const topic of [...asked, ...asked]) expect(rights.allows(topic)).toBe(allow(site, "publish", topic));
    }),
  );
});

it("judges rightly also when more topics were used than it remembers", () => {
  const rights = new PublishRights(site);
  for (let device = 0; device < 10_050; device += 1) {
    expect(rights.allows(`spBv1.0/lage-landen/DDATA/oost/d${device}`)).toBe(true);
    expect(rights.allows(`spBv1.0/lage-landen/DDATA/west/d${device}`)).toBe(false);
  }
});
