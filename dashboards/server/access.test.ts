import { describe, expect, it } from "vitest";
import {
  endSession,
  linkLife,
  noAccess,
  offerLink,
  openSession,
  redeemLink,
  sessionLife,
  sessionOf,
  shiftAccess,
} from "./access.ts";

const offered = offerLink(noAccess, "link", 0);

describe("a one-time link", () => {
  it("opens one session and then nothing", () => {
    const open = redeemLink(offered, "link", "session", 1);
    expect(open && sessionOf(open, "session", 2)).toMatchObject({ name: "operator", role: "operator" });
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
  expect(open && sessionOf(open, "session", sessionLife - 1)).toBeDefined();
  expect(open && sessionOf(open, "session", sessionLife)).toBeUndefined();
});

it("grants keep their remaining time from one clock to another, and what is over stays over", () => {
  const open = redeemLink(offered, "link", "session", 0);
  const late = open && shiftAccess(shiftAccess(open, sessionLife - 10, 5_000), 5_004, 100);
  expect(late?.sessions).toEqual([{ digest: "session", until: 106, name: "operator", role: "operator" }]);
  expect(open && shiftAccess(open, sessionLife, 0).sessions).toEqual([]);
  expect(shiftAccess(offered, 1_000, 0).links).toEqual([{ digest: "link", until: linkLife - 1_000 }]);
});

const anna = { digest: "anna-1", name: "anna", role: "observer", stamp: "p1" } as const;

describe("sessions", () => {
  it("keep name, role and password's stamp", () => {
    expect(sessionOf(openSession(noAccess, anna, 0), "anna-1", 1)).toEqual({ ...anna, until: sessionLife });
  });

  it("end one by one", () => {
    const both = openSession(openSession(noAccess, anna, 0), { ...anna, digest: "anna-2" }, 0);
    const left = endSession(both, "anna-1");
    expect([sessionOf(left, "anna-1", 1), sessionOf(left, "anna-2", 1)?.name]).toEqual([undefined, "anna"]);
  });

  it("of one name never throw out another's, however many are opened", () => {
    let state = openSession(noAccess, { ...anna, name: "jan", digest: "jan" }, 0);
    for (let count = 0; count < 500; count += 1) state = openSession(state, { ...anna, digest: `anna-${count}` }, 1);
    expect([sessionOf(state, "jan", 2)?.name, state.sessions.length]).toEqual(["jan", 21]);
    expect(sessionOf(state, "anna-499", 2)?.name).toBe("anna");
  });
});
