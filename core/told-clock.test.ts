import { expect, it } from "vitest";
import { ToldClock } from "./told-clock.ts";

it("stands still until it is told, and runs what falls due at its own time", () => {
  const clock = new ToldClock(100);
  const seen: number[] = [];
  clock.schedule(120, () => seen.push(clock.now()));
  clock.schedule(110, () => {
    seen.push(clock.now());
    clock.schedule(115, () => seen.push(clock.now()));
  });
  clock.schedule(200, () => seen.push(clock.now()))();
  expect(clock.now()).toBe(100);
  clock.advanceTo(300);
  expect([seen, clock.now()]).toEqual([[110, 115, 120], 300]);
});

it("never goes back", () => {
  const clock = new ToldClock(100);
  clock.advanceTo(50);
  expect(clock.now()).toBe(100);
});
