/** Heights of the polder's instruments and contacts, m NAP: what the site file's zero lines and spans say. */
export const heights = {
  gaugeInside: -4.195,
  gaugeOutside: -2.31,
  current4mA: -4,
  current20mA: -1,
  floatLow: -2.85,
  floatHigh: -1.9,
} as const;

/** Rain per tip of the bucket, mm. */
export const rainPerTip = 0.2;

/** Which device hangs on which bus under which unit id; as in the site file. */
export const wiring = [
  { name: "vfd-1", sort: "drive", bus: "drives", unitId: 1 },
  { name: "vfd-2", sort: "drive", bus: "drives", unitId: 2 },
  { name: "gauge-in-a", sort: "gauge", bus: "sensors", unitId: 11 },
  { name: "gauge-out-a", sort: "gauge", bus: "sensors", unitId: 12 },
  { name: "io", sort: "io", bus: "sensors", unitId: 20 },
] as const;

export type DeviceName = (typeof wiring)[number]["name"];
export type BusName = (typeof wiring)[number]["bus"];

/** The names of the polder's devices. */
export const deviceNames: readonly DeviceName[] = wiring.map(({ name }) => name);

/** The names of the polder's buses. */
export const busNames: readonly BusName[] = ["drives", "sensors"];

/** Whether this is a device of the polder. */
export function isDevice(name: string): name is DeviceName {
  return wiring.some((entry) => entry.name === name);
}
