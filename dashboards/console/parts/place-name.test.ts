import { afterEach, expect, it } from "vitest";
import { me } from "../live/me.ts";
import { region, unheard } from "../live/site.ts";
import { sites } from "../live/state.ts";
import { language } from "../texts/texts.ts";
import { placeName } from "./place-name.ts";

afterEach(() => {
  me.value = undefined;
  sites.value = {};
  language.value = "en";
});

it("the region is called by its word and its id, and never `-`", () => {
  sites.value = { [region]: unheard(region) };
  expect(placeName(region)).toBe("Region");
  me.value = { name: "anna", role: "operator", region: "lage-landen" };
  expect(placeName(region)).toBe("Region lage-landen");
  language.value = "nl";
  expect(placeName(region)).toBe("Regio lage-landen");
});

it("a site is called by its name, or by its id while none is known", () => {
  const place = { name: "Gemaal Oost" };
  sites.value = { west: unheard("west"), oost: { ...unheard("oost"), definition: { place, variables: [] } as never } };
  expect(["oost", "west", "noord"].map(placeName)).toEqual(["Gemaal Oost", "west", "noord"]);
});
