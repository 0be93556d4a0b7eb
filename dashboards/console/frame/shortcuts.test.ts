import { expect, it } from "vitest";
import { pageNames } from "./route.ts";
import { goKeys, press, type Step } from "./shortcuts.ts";

const typed = (keys: string): Step =>
  keys.split("").reduce<Step>(({ going }, key) => press(going, key), { going: false });

it.each(pageNames)("g and its key lead to %s", (page) => {
  expect(typed(`g${goKeys[page]}`)).toEqual({ going: false, asked: { kind: "go", page } });
});

it("every page has a key of its own", () => {
  expect(new Set(Object.values(goKeys)).size).toBe(pageNames.length);
});

it("? asks for help and w for the wall", () => {
  expect([typed("?").asked, typed("w").asked]).toEqual([{ kind: "help" }, { kind: "wall" }]);
});

it.each(["o", "gx", "gxo", "x", "g?"])("%s asks for nothing", (keys) => {
  expect(typed(keys)).toEqual({ going: false });
});
