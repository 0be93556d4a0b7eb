import { describe, expect, it } from "vitest";
import { prometheusText } from "../../core/prometheus.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { type DeskInput, type DeskState, emptyDesk, place } from "./desk.ts";
import { deskMetrics, spoolPart } from "./health.ts";

const nonce = { boot: "1-0011223344556677", nonce: "ab".repeat(16) };
const told = (at: number, ...inputs: readonly DeskInput[]): DeskState =>
  inputs.reduce((state, input) => place(state, input, at), emptyDesk);
const heard: DeskInput = { kind: "nonce", site: "oost", nonce };
const presence = (trouble: string | null): DeskInput => ({ kind: "online", site: "oost", online: true, trouble });

describe("the part `spool` of readiness", () => {
  it("is sound while a gateway is heard and complains of nothing", () => {
    expect(spoolPart(told(0, heard), 15_000)).toMatchObject({ ok: true, detail: "1 gateway writes" });
    const both = told(0, heard, { ...heard, site: "west" });
    expect(spoolPart(both, 15_000)).toMatchObject({ ok: true, detail: "2 gateways write" });
  });

  it.each([
    ["nobody was ever heard", emptyDesk, "no gateway"],
    ["the only one has been silent too long", told(-1, heard), "no gateway"],
    ["one says that its disk fails", told(0, heard, presence("no space left on device")), "oost: no space left"],
  ])("is not when %s", (_, state, detail) => {
    expect(spoolPart(state, 15_000)).toMatchObject({ ok: false, detail: expect.stringContaining(detail) });
  });

  it("is sound again when the disk is, and a death alone takes no complaint back", () => {
    const failing = told(0, heard, presence("input/output error"));
    expect(spoolPart(place(failing, presence(null), 1), 2).ok).toBe(true);
    expect(spoolPart(place(failing, { kind: "online", site: "oost", online: false }, 1), 2).ok).toBe(false);
  });

  it("is no matter of the region's own topics", () => {
    const digest = { boot: nonce.boot, revision: 1, at: 0, alarms: [] };
    expect(spoolPart(told(0, { kind: "alarms", site: "-", digest }, { ...heard, site: "-" }), 1).ok).toBe(false);
  });
});

it("gateways and standing alarms are counted by site", () => {
  const alarm = (key: string, priority: "high" | "low") => ({ key, priority }) as StandingAlarm;
  const alarms = [alarm("a", "high"), alarm("b", "low"), alarm("c", "high")];
  const digest = { boot: nonce.boot, revision: 1, at: 0, alarms };
  const lines = prometheusText(
    deskMetrics(told(1_000, heard, presence("full"), { kind: "alarms", site: "oost", digest }), 3_500),
  ).split("\n");
  expect(lines.filter((line) => !line.startsWith("#"))).toEqual([
    'homeostat_site_heard_seconds{site="oost"} 2.5',
    'homeostat_site_online{site="oost"} 1',
    'homeostat_site_spool_failing{site="oost"} 1',
    'homeostat_alarms_standing{site="oost",priority="high"} 2',
    'homeostat_alarms_standing{site="oost",priority="low"} 1',
    "",
  ]);
});
