import { describe, expect, it } from "vitest";
import { LoginDelays } from "./login-delays.ts";

/** Tries as soon as it may; answers the waits between. */
function guess(delays: LoginDelays, tries: number, who: (count: number) => [name: string, address: string]): number[] {
  const waits: number[] = [];
  let now = 0;
  for (let count = 0; count < tries; count += 1) {
    const wait = delays.attempt(...who(count), now);
    now += wait;
    waits.push(wait);
    if (wait > 0) expect(delays.attempt(...who(count), now)).toBe(0);
  }
  return waits;
}

describe("wrong passwords", () => {
  it("of one name wait twice as long each time, up to a minute", () => {
    const waits = guess(new LoginDelays(), 12, (count) => ["anna", `10.0.0.${count}`]);
    expect(waits).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it("of one address wait twice as long each time, up to a quarter of an hour, whatever the names", () => {
    const waits = guess(new LoginDelays(), 22, (count) => [`name-${count}`, "10.0.0.1"]);
    expect([waits.slice(0, 11).every((wait) => wait === 0), waits.at(10), waits.at(11)]).toEqual([false, 1_000, 2_000]);
    expect(waits.at(-1)).toBe(900_000);
  });

  it("sent all at the same moment are no way around the wait", () => {
    const delays = new LoginDelays();
    const free = Array.from({ length: 100 }, () => delays.attempt("anna", "10.0.0.1", 0)).filter((wait) => wait === 0);
    expect(free).toHaveLength(4);
  });

  it("are forgotten after an hour", () => {
    const delays = new LoginDelays();
    for (let count = 0; count < 5; count += 1) delays.attempt("anna", "10.0.0.1", 0);
    expect(delays.attempt("anna", "10.0.0.1", 3_600_001)).toBe(0);
  });
});

it("the right password begins anew for its name, not for its address", () => {
  const delays = new LoginDelays();
  for (let count = 0; count < 4; count += 1) delays.attempt("anna", "10.0.0.1", 0);
  expect(delays.attempt("anna", "10.0.0.1", 1_000)).toBe(0);
  delays.succeeded("anna", "10.0.0.1", 1_000);
  expect(delays.attempt("anna", "10.0.0.2", 1_000)).toBe(0);
  for (let count = 0; count < 5; count += 1) expect(delays.attempt(`other-${count}`, "10.0.0.1", 1_000)).toBe(0);
  expect(delays.attempt("other", "10.0.0.1", 1_000)).toBe(0);
  expect(delays.attempt("another", "10.0.0.1", 1_000)).toBeGreaterThan(0);
});

it("the right password leaves its address as it was: nobody there waits for others who come in", () => {
  const delays = new LoginDelays();
  for (let count = 0; count < 10; count += 1) delays.attempt(`name-${count}`, "10.0.0.1", 0);
  for (const name of ["anna", "jan", "piet"]) {
    expect(delays.attempt(name, "10.0.0.1", 5_000)).toBe(0);
    delays.succeeded(name, "10.0.0.1", 5_000);
  }
});

it("wrong passwords tried while a right one is looked at still count", () => {
  const delays = new LoginDelays();
  expect(delays.attempt("anna", "10.0.0.1", 0)).toBe(0);
  for (let count = 0; count < 9; count += 1) expect(delays.attempt(`name-${count}`, "10.0.0.1", 0)).toBe(0);
  delays.succeeded("anna", "10.0.0.1", 0);
  expect([delays.attempt("other", "10.0.0.1", 0), delays.attempt("another", "10.0.0.1", 0)]).toEqual([0, 1_000]);
});
