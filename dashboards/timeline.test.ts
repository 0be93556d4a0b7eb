import { expect, it } from "vitest";
import type { WireEvent } from "../core/wire/events.ts";
import { joinTimeline } from "./timeline.ts";

const closed = (id: string, at: number) => {
  const event: WireEvent = { kind: "boot-closed", id, at, boot: "1-0011223344556677", lastSeq: 0, lastEventSeq: 0 };
  return { site: "oost", event };
};
const ids = (entries: readonly { event: WireEvent }[]) => entries.map(({ event }) => event.id);

it("stands in the order of its own time, however it came", () => {
  expect(ids(joinTimeline([closed("b", 2), closed("d", 4)], [closed("c", 3), closed("a", 1)], 10))).toEqual([
    "a",
    "b",
    "c",
    "d",
  ]);
});

it("shows an event once that came twice", () => {
  expect(ids(joinTimeline([closed("a", 1)], [closed("a", 1), closed("b", 2)], 10))).toEqual(["a", "b"]);
});

it("keeps the newest", () => {
  expect(ids(joinTimeline([closed("a", 1), closed("b", 2)], [closed("c", 3)], 2))).toEqual(["b", "c"]);
});

it("has no room for how things stand, only for what happened", () => {
  const event: WireEvent = {
    ...{ kind: "viability", id: "b", at: 2, commons: "water", variables: 1, outside: 0, unknown: 0, worst: [] },
  };
  expect(ids(joinTimeline([closed("a", 1)], [{ site: "oost", event }], 10))).toEqual(["a"]);
});
