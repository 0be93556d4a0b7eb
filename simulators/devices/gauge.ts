import { type Face, float32Cells, uint32Cells } from "./face.ts";

const gravity = 9.80665;

/**
 * Density of fresh water, kg/m3, at t Celsius.
 * Source: the ITS-90 polynomial of fourth degree for air-free water, as level probes use it (EnviroDIY/KellerModbus).
 */
export function waterDensity(t: number): number {
  return 999.84847 + t * (6.337563e-2 + t * (-8.523829e-3 + t * (6.943248e-5 - t * 3.821216e-7)));
}

/** What hangs in the water at this moment. */
export interface GaugeSample {
  /** m of water above the membrane. */
  readonly depth: number;
  /** Celsius. */
  readonly temperature: number;
  readonly serial: number;
  readonly unitId: number;
}

/**
 * The face of a Keller level transmitter: P1 (bar, gauge pressure) and TOB1 (Celsius) as float32.
 * Source: Keller Level series communication protocol: P1 at 0x0100, TOB1 at 0x0102, serial at 0x0202, address at 0x020D.
 */
export function gaugeFace(sample: GaugeSample): Face {
  const p1 = Math.fround((Math.max(0, sample.depth) * waterDensity(sample.temperature) * gravity) / 100_000);
  const tob1 = Math.fround(sample.temperature);
  return {
    points: { p1, tob1 },
    cells: {
      holdingRegister: new Map([
        ...float32Cells(0x0100, p1),
        ...float32Cells(0x0102, tob1),
        ...uint32Cells(0x0202, sample.serial),
        [0x020d, sample.unitId],
      ]),
    },
  };
}
