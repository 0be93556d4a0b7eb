import type { RegisterMap } from "../map.ts";

const status = 0;
const flag = (bit: number) => ({ register: "inputRegister", address: status, type: "bit", bit }) as const;
const outOfRange = 1 << 5;
/** Everything but "offset regulation", which tells of the calibration and not of the value. */
const broken = (1 << 0) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 6);

/**
 * SenseAir S8 carbon dioxide sensors: status and CO2 in one request, so that the sensor's own doubt is of the same moment.
 * Alone on its line it answers to 254 as to its own address.
 * Source: SenseAir S8 Modbus documentation TDE2067, input registers IR1 (meter status) to IR4 (space CO2).
 */
export const senseairS8: RegisterMap = {
  source: "SenseAir S8 Modbus documentation TDE2067, IR1 and IR4",
  points: {
    co2: {
      register: "inputRegister",
      address: 3,
      type: "int16",
      unit: "[ppm]",
      span: { lo: 0, hi: 10_000 },
      doubts: [
        { address: status, mask: broken, reason: "device-fault" },
        { address: status, mask: outOfRange, reason: "sensor-range" },
      ],
    },
    "fatal-error": flag(0),
    "offset-regulation-error": flag(1),
    "algorithm-error": flag(2),
    "output-error": flag(3),
    "self-diagnostics-error": flag(4),
    "out-of-range": flag(5),
    "memory-error": flag(6),
  },
  blocks: [{ register: "inputRegister", address: 0, count: 4 }],
};
