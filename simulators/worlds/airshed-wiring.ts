/** Which device hangs on which bus; Modbus devices under which unit ids, dust sensors with which id of their own. As in the site file. */
export const wiring = [
  { name: "dust-b", sort: "dust sensor", bus: "dust-b", id: 0x58d9 },
  { name: "dust-in", sort: "dust sensor", bus: "dust-in", id: 0x5ca1 },
  // A SenseAir answers to its own address and to 254, with which any of them can be asked that is alone on its line.
  { name: "co2", sort: "CO2 sensor", bus: "co2", unitIds: [104, 254] },
  { name: "climate", sort: "climate station", bus: "room", unitIds: [5] },
  { name: "air-handler", sort: "air handler", bus: "room", unitIds: [7] },
  { name: "alarm-panel", sort: "fire panel", bus: "room", unitIds: [9] },
] as const;

export type DeviceName = (typeof wiring)[number]["name"];
/** A dust sensor of the school: the one in the street, the one in the class room. */
export type DustName = Extract<(typeof wiring)[number], { sort: "dust sensor" }>["name"];
export type BusName = (typeof wiring)[number]["bus"];

/** The names of the school's devices. */
export const deviceNames: readonly DeviceName[] = wiring.map(({ name }) => name);

/** The names of the school's buses. */
export const busNames: readonly BusName[] = ["dust-b", "dust-in", "co2", "room"];

/** Whether this is a device of the school. */
export function isDevice(name: string): name is DeviceName {
  return wiring.some((entry) => entry.name === name);
}

/** The dust sensor that has this bus for itself, with its id; undefined for a bus of Modbus devices. */
export function dustOn(bus: string): { readonly name: DustName; readonly id: number } | undefined {
  for (const entry of wiring) if (entry.bus === bus && "id" in entry) return entry;
  return undefined;
}

/** The Modbus device with this unit id on this bus. */
export function deviceAt(bus: string, unitId: number): DeviceName | undefined {
  return wiring.find((entry) => {
    const unitIds: readonly number[] = "unitIds" in entry ? entry.unitIds : [];
    return entry.bus === bus && unitIds.includes(unitId);
  })?.name;
}
