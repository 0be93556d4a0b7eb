import { describe, expect, it } from "vitest";
import {
  linkLife,
  noAccess,
  offerLink,
  ownPage,
  redeemLink,
  sessionLife,
  sessionStands,
  shiftAccess,
} from "./access.ts";

const offered = offerLink(noAccess, "link", 0);

describe("a one-time link", () => {
  it("opens one session and then nothing", () => {
    const open = redeemLink(offered, "link", "session", 1);
    expect(open && sessionStands(open, "session", 2)).toBe(true);
    expect(open && redeemLink(open, "link", "another", 3)).toBeUndefined();
  });

  it("is too old after ten minutes", () => {
    expect(redeemLink(offered, "link", "session", linkLife)).toBeUndefined();
  });

  it("that was never offered opens nothing", () => {
    expect(redeemLink(offered, "guess", "session", 1)).toBeUndefined();
  });
});

it("a session ends after twelve hours", () => {
  const open = redeemLink(offered, "link", "session", 0);
  expect(open && sessionStands(open, "session", sessionLife)).toBe(false);
});

it("grants keep their remaining time from one clock to another, and what is over stays over", () => {
  const open = redeemLink(offered, "link", "session", 0);
  const late = open && shiftAccess(shiftAccess(open, sessionLife - 10, 5_000), 5_004, 100);
  expect(late?.sessions).toEqual([{ digest: "session", until: 106 }]);
  expect(open && shiftAccess(open, sessionLife, 0).sessions).toEqual([]);
  expect(shiftAccess(offered, 1_000, 0).links).toEqual([{ digest: "link", until: linkLife - 1_000 }]);
});

describe("a request", () => {
  const hosts = ["127.0.0.1:8420", "localhost:8420"];
  it.each([
    ["from our own page", "localhost:8420", "http://localhost:8420", true, true],
    ["from a program, without Origin", "127.0.0.1:8420", undefined, true, true],
    ["by a name rebound to loopback", "evil.example:8420", undefined, false, false],
    ["that changes something, from a foreign page", "127.0.0.1:8420", "http://evil.example", true, false],
    ["that changes something, from no page at all", "127.0.0.1:8420", "null", true, false],
    ["without Host", undefined, undefined, false, false],
  ])("%s: %s %s changes=%s → %s", (_name, host, origin, changes, expected) => {
    expect(ownPage({ host, origin, changes }, hosts)).toBe(expected);
  });
});
