import { expect, it } from "vitest";
import { alarmEvent } from "../../../test/support/records.ts";
import { transitionWords } from "./transition-words.ts";

it("a transition is told by its name and who did it", () => {
  expect(transitionWords(alarmEvent({ transition: "shelve", actor: "anna" }))).toBe("shelved by anna");
  expect(transitionWords(alarmEvent({ transition: "unshelve" }))).toBe("no longer shelved");
  expect(transitionWords(alarmEvent({ transition: "acknowledge" }))).toBe("acknowledged by somebody");
});
