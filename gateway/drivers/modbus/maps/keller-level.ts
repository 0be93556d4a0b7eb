import type { RegisterMap } from "../map.ts";

/**
 * Keller level and pressure probes of the level series: pressure and temperature, one request for both.
 * Source: register addresses as published in EnviroDIY/KellerModbus, KellerModbus.cpp (0x0100 P1, 0x0102 TOB1, float32).
 */
export const kellerLevel: RegisterMap = {
  source: "Keller level series, registers 0x0100-0x0103",
  points: {
    p1: { register: "holdingRegister", address: 0x0100, type: "float32", unit: "bar" },
    tob1: { register: "holdingRegister", address: 0x0102, type: "float32", unit: "Cel" },
  },
};
