import { type Face, uint32Cells } from "./face.ts";

/** Bit 5 of the meter status. */
const outOfRange = 1 << 5;
/** ppm the sensor measures up to. Source: SenseAir S8 product specification, extended range. */
const most = 10_000;

/**
 * The face of a SenseAir S8: meter status and CO2 (ppm), its names, and the period of its background calibration, which is off.
 * It is not calibrated over the line. Source: SenseAir S8 Modbus documentation TDE2067, IR1 to IR4, IR26 to IR31 and HR32.
 */
export function senseairFace(ppm: number, serial: number): Face {
  const co2 = Math.round(Math.min(most, Math.max(0, ppm)));
  const status = ppm > most ? outOfRange : 0;
  return {
    points: { status, co2 },
    cells: {
      inputRegister: new Map([
        [0, status],
        [1, 0],
        [2, 0],
        [3, co2],
        ...uint32Cells(25, 0x0e0112),
        [28, 0x018a],
        ...uint32Cells(29, serial),
      ]),
      holdingRegister: new Map([
        [0, 0],
        [31, 0],
      ]),
    },
  };
}
