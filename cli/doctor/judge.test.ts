import { describe, expect, test } from "vitest";
import type { DoctorFacts } from "./facts.ts";
import { judge } from "./judge.ts";

const day = 86_400_000;
const now = Date.parse("2026-03-04T12:00:00Z");

const sound: DoctorFacts = {
  now,
  versions: {},
  machine: { memory: 1, memoryFree: 1, processors: 1, up: 1 },
  installed: now - day,
  data: {
    path: "data",
    exists: true,
    writable: true,
    space: { free: 5e9, total: 1e10 },
    taken: false,
    newest: undefined,
  },
  secrets: [],
  unsound: [],
  certificates: [],
  doors: [],
  brokers: [],
  stores: [],
  serialPorts: [],
  serial: [],
  spools: [],
  configuration: [],
  events: [],
};

/** What is said of one part, when only this is otherwise. */
const said = (part: string, otherwise: Partial<DoctorFacts>): readonly string[] =>
  judge({ ...sound, ...otherwise })
    .filter((finding) => finding.part === part)
    .map(({ grade, what }) => `${grade}: ${what}`);

describe("doctor judges", () => {
  test.each([
    [now - day, now - 1, "fault: a.crt has expired at 2026-03-04T11:59Z"],
    [now - day, now + 29 * day, "note: a.crt expires at 2026-04-02T12:00Z"],
    [now - day, now + 31 * day, "fine: a.crt is valid until 2026-04-04T12:00Z"],
    [now + 60_000, now + 90 * day, "fault: a.crt is valid from 2026-03-04T12:01Z only"],
  ])("a certificate from %d until %d", (from, until, expected) => {
    expect(said("certificate", { certificates: [{ path: "a.crt", from, until }] })).toEqual([expected]);
  });

  test.each([
    [0o600, "fine: 1 files, each for its owner alone"],
    [0o400, "fine: 1 files, each for its owner alone"],
    [0o640, "fault: k.pem has mode 0640: others than its owner may use it"],
    [0o604, "fault: k.pem has mode 0604: others than its owner may use it"],
  ])("a secret of mode %d", (mode, expected) => {
    expect(said("secrets", { secrets: [{ path: "k.pem", mode, bytes: 1, changed: now }] })).toEqual([expected]);
  });

  test.each([
    [{ free: 6e8, total: 1e10 }, "fine: 600 MB of 10000 MB are free for data"],
    [{ free: 4.9e8, total: 1e9 }, "fault: 490 MB of 1000 MB are free for data"],
    [{ free: 4e9, total: 1e11 }, "fault: 4000 MB of 100000 MB are free for data"],
  ])("room of %o", (space, expected) => {
    expect(said("disk", { data: { ...sound.data, space } })).toEqual([expected]);
  });

  test.each([
    [4_000, "fine: 2026-03-04T12:00Z"],
    [-6_000, "fault: it is 6 s ahead of the clock of http://influx:8086"],
  ])("a store whose clock is %d ms ahead", (ahead, expected) => {
    expect(said("clock", { stores: [{ what: "http://influx:8086", ahead }] })).toEqual([expected]);
  });

  test("a program that was installed later than now", () => {
    expect(said("clock", { installed: now + day })[0]).toMatch(/^fault: .* it is behind$/);
  });

  test.each([
    ["free", false, "fine"],
    ["homeostat", true, "fine"],
    ["homeostat", false, "fault"],
    ["foreign", false, "fault"],
    ["foreign", true, "note"],
    ["forbidden", false, "fault"],
    ["elsewhere", false, "fault"],
  ] as const)("a port that is %s, while a homeostat runs: %s", (state, taken, grade) => {
    const door = { of: "--http", address: "127.0.0.1:80", state };
    expect(said("port", { doors: [door], data: { ...sound.data, taken } })[0]).toMatch(new RegExp(`^${grade}: `));
  });

  test("a serial port that changes its name", () => {
    const serial = [{ bus: "line", port: "/dev/ttyUSB0", state: "open" as const }];
    expect(said("serial", { serial })).toEqual([
      "note: bus line: /dev/ttyUSB0 may be another port after the next start",
    ]);
  });

  test("a data directory of somebody else", () => {
    expect(said("data", { data: { ...sound.data, writable: false } })).toEqual([
      "fault: data cannot be written by this user",
    ]);
  });

  test("a part of the running instance that is not ready", () => {
    expect(said("running", { ready: [{ part: "store", ok: false, detail: "away" }] })).toEqual([
      "fault: store is not ready: away",
    ]);
  });
});
