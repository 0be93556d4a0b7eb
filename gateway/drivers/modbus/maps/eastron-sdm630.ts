import type { RegisterMap, RegisterPoint } from "../map.ts";

const value = (address: number, unit: string): RegisterPoint => ({
  register: "inputRegister",
  address,
  type: "float32",
  unit,
});
const kilowatts = (address: number): RegisterPoint => ({ ...value(address, "kW"), scale: 0.001 });

/**
 * Eastron SDM630 three-phase energy meters, everything in one request. Power is positive when it is taken from the grid; currents
 * have no sign. The word order is the one it is delivered with (holding register 0x0028). The energy registers count kWh as
 * delivered (holding register 0x001E may say MWh).
 * Source: Eastron SDM630-Modbus V2 protocol, input registers 30001 to 30076; at most 80 registers in a request.
 */
export const eastronSdm630: RegisterMap = {
  source: "Eastron SDM630-Modbus V2 protocol, input registers 30001 to 30076",
  points: {
    "voltage-l1": value(0x00, "V"),
    "voltage-l2": value(0x02, "V"),
    "voltage-l3": value(0x04, "V"),
    "current-l1": value(0x06, "A"),
    "current-l2": value(0x08, "A"),
    "current-l3": value(0x0a, "A"),
    "power-l1": kilowatts(0x0c),
    "power-l2": kilowatts(0x0e),
    "power-l3": kilowatts(0x10),
    "voltage-ln-avg": value(0x2a, "V"),
    "power-total": kilowatts(0x34),
    frequency: value(0x46, "Hz"),
    "energy-import": value(0x48, "kW.h"),
    "energy-export": value(0x4a, "kW.h"),
  },
  blocks: [{ register: "inputRegister", address: 0, count: 80 }],
};
