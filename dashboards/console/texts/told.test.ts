import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sentences } from "./sentences.ts";
import { language } from "./texts.ts";
import { told, untold } from "./told.ts";

beforeEach(() => {
  vi.stubGlobal("navigator", { languages: ["en", "nl"] });
});
afterEach(() => {
  language.value = "en";
  vi.unstubAllGlobals();
});

const inDutch = (said: string): string => {
  language.value = "nl";
  return told(said);
};

describe("what a gateway said", () => {
  it.each([
    [
      "pumps: 0.12 above target -2.15: 1 of 2 stages, but it was stagger; pump-1 failed: not running 15 s after it was told to",
      /^pumps: 0[,.]12 boven streefwaarde -2[,.]15: 1 van 2 trappen, maar dat kon nog niet: een andere start kort ervoor; pump-1 faalde: loopt niet, 15 s na de opdracht$/,
    ],
    ["bad: comms, stale", /^slecht: verbinding, verouderd$/],
    [
      "quarter: 12.5 kW, mean of the quarter so far 3, at most 8 kW for the rest of it; others take 4 kW",
      /^quarter: 12[,.]5 kW, gemiddelde van het kwartier tot nu 3, hoogstens 8 kW voor de rest ervan; anderen nemen 4 kW$/,
    ],
    [
      "rung region started: nobody acknowledged in time on rung local; high, unacknowledged since 2026-02-12T08:00:00.000Z",
      /^trede region begonnen: niemand bevestigde op tijd op trede local; hoog, onbevestigd sinds 12 /,
    ],
    ["raise: canal/level > -0.4", /^gemeld: canal\/level > -0\.4$/],
    ["no order goes before that; ask again later", /^geen opdracht gaat daarvoor; vraag het later opnieuw$/],
    ["it runs at 42 %, not at 80 %", /^hij draait op 42 %, niet op 80 %$/],
  ])("is told in Dutch: %s", (said, expected) => {
    expect(inDutch(said)).toMatch(expected);
  });

  it("is told in English as it was said, but for moments", () => {
    const said =
      "pumps: 0.12 above target -2.15: 1 of 2 stages; shelved by ada until 2026-02-12T08:00:00.000Z: at work";
    expect(told(said)).toMatch(
      /^pumps: 0\.12 above target -2\.15: 1 of 2 stages; shelved by ada until .*12.*: at work$/,
    );
  });

  it("stays as it is where people wrote it, or nobody knows it", () => {
    expect(inDutch("weed in the screen; level > 3; stop")).toBe("weed in the screen; level > 3; stop");
    expect(untold("nobody asks for it; weed in the screen")).toEqual(["weed in the screen"]);
  });
});

/** What stands in a blank, as it is said and in Dutch. */
const filling: Readonly<Record<string, readonly [said: string, dutch: string]>> = {
  word: ["pump-1", "pump-1"],
  n: ["7", "7"],
  told: ["good", "goed"],
  list: ["comms, rate", "verbinding, verandert te snel"],
  text: ["all of it", "all of it"],
};
const filledIn = (text: string, column: 0 | 1): string =>
  text.replaceAll(/\{([a-z]+)\d?\}/g, (whole, kind: string) => filling[kind]?.[column] ?? whole);

it.each(sentences.filter(([said]) => !said.includes("{at}")))("has its own Dutch: %s", (said, dutch) => {
  expect(inDutch(filledIn(said, 0))).toBe(filledIn(dutch, 1));
});
