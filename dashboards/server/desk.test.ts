import { describe, expect, it } from "vitest";
import { type DeskState, emptyDesk, type LiveValue, place } from "./desk.ts";
import { commandFor } from "./orders.ts";

const reading = (measuredAt: number, value: number): LiveValue => ({
  path: "site/level",
  value,
  quality: "good",
  reasons: [],
  measuredAt,
});
const values = (...list: LiveValue[]) => ({ kind: "values", site: "oost", values: list }) as const;
const levelOf = (state: DeskState) => state.sites.get("oost")?.values.get("site/level")?.value;

describe("the desk", () => {
  it("shows the newest reading, also when an older one arrives late", () => {
    const late = place(place(emptyDesk, values(reading(2, 20)), 1), values(reading(1, 10)), 2);
    expect(levelOf(late)).toBe(20);
  });

  it("keeps the values of a site that died, and says that it is not on line", () => {
    const dead = place(place(emptyDesk, values(reading(1, 10)), 1), { kind: "online", site: "oost", online: false }, 2);
    expect([levelOf(dead), dead.sites.get("oost")?.online]).toEqual([10, false]);
  });

  it("shows what decides over each actuator as the last digest tells it", () => {
    const digest = { boot: "1-0011223344556677", revision: 1, at: 2, alarms: [] };
    const mode = { actuator: "pump-1", layer: "homeostasis", by: "drain" };
    const told = place(emptyDesk, { kind: "alarms", site: "oost", digest: { ...digest, modes: [mode] } }, 1);
    expect(told.sites.get("oost")?.modes).toEqual([mode]);
    expect(place(told, { kind: "alarms", site: "oost", digest }, 2).sites.get("oost")?.modes).toEqual([]);
  });

  it("shows the locks that are on as the last digest tells them", () => {
    const lock = { lock: "person-at-work", by: "anna", reason: "trash rack", since: 1 };
    const digest = { boot: "1-0011223344556677", revision: 1, at: 2, alarms: [] };
    const on = place(emptyDesk, { kind: "alarms", site: "oost", digest: { ...digest, locks: [lock] } }, 1);
    expect(on.sites.get("oost")?.locks).toEqual([lock]);
    const off = place(on, { kind: "alarms", site: "oost", digest }, 2);
    expect(off.sites.get("oost")?.locks).toEqual([]);
  });

  it("keeps no more than the last 500 events", () => {
    const event = (id: number) => ({
      kind: "boot-closed" as const,
      id: String(id),
      at: id,
      boot: "1-0011223344556677",
      lastSeq: 0,
      lastEventSeq: 0,
    });
    const events = Array.from({ length: 600 }, (_, index) => event(index));
    const state = place(emptyDesk, { kind: "events", site: "oost", events }, 1);
    expect([state.events.length, state.events[0]?.event.id]).toEqual([500, "100"]);
  });
});

describe("an order", () => {
  const request = { region: "r", id: "00", actor: "a", order: { purpose: "reset", key: "k" } } as const;
  const nonce = { boot: "1-0011223344556677", nonce: "ab".repeat(16) };
  const known = place(emptyDesk, { kind: "nonce", site: "oost", nonce }, 1_000);

  it("quotes the gateway's last nonce", () => {
    expect(commandFor(request, known.sites.get("oost"), 2_000)).toMatchObject({ site: "oost", ...nonce });
  });

  it("is not sent to a site that has been silent", () => {
    expect(commandFor(request, known.sites.get("oost"), 11_000)).toBe("site-silent");
    expect(commandFor(request, undefined, 0)).toBe("site-unknown");
  });
});
