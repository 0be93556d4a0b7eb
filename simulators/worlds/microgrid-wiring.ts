import type { P1Meter } from "../devices/p1-meter.ts";

/** Which machine or meter answers on which bus under which unit id; as in the site file. */
export const answering = [
  { name: "grid", sort: "power meter", bus: "meter", unitId: 1 },
  { name: "battery", sort: "battery", bus: "lan", unitId: 1 },
  { name: "solar", sort: "inverter", bus: "lan", unitId: 2 },
  { name: "charger-1", sort: "charger", bus: "lan", unitId: 31 },
] as const;

/** Which household's meter speaks on which bus, how often, and what it is. `home` counts from the first of the street. */
export const speaking = [
  {
    name: "home-01",
    sort: "P1 meter",
    bus: "p1-1",
    home: 0,
    every: 1_000,
    meter: { version: "50", phases: 3, id: "E0044007812345619" } satisfies P1Meter,
  },
  {
    name: "home-02",
    sort: "P1 meter",
    bus: "p1-2",
    home: 1,
    every: 10_000,
    meter: { version: "42", phases: 1, id: "E0044007812345620" } satisfies P1Meter,
  },
] as const;

/** Every device, in the order of the site file. */
export const wiring = [...answering, ...speaking];

export type AnswererName = (typeof answering)[number]["name"];
export type Speaker = (typeof speaking)[number];
export type DeviceName = AnswererName | Speaker["name"];

/** The names of the microgrid's buses. */
export const busNames: readonly string[] = ["meter", "lan", ...speaking.map(({ bus }) => bus)];
