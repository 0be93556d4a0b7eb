import { type Face, float32Cells } from "./face.ts";

/** Three phases: L1, L2, L3. */
type Phases = readonly [number, number, number];

/** What a three-phase meter measures. kW, A, V, Hz, kWh; power is negative on feed-in, currents never. */
export interface MeterSample {
  readonly voltage: Phases;
  readonly current: Phases;
  readonly power: Phases;
  readonly frequency: number;
  readonly imported: number;
  readonly exported: number;
}

/** Most registers of one request. Source: as `energyMeterFace`. */
export const longestMeterRead = 80;
const cellCount = 0x0180;

/**
 * The face of an Eastron SDM630: input registers, each value a float32 in two, W where we say kW. Even addresses without a
 * value read as 0. Source: Eastron SDM630-Modbus V2 protocol, input registers 30001 to 30385.
 */
export function energyMeterFace({ voltage, current, power, frequency, imported, exported }: MeterSample): Face {
  const total = power[0] + power[1] + power[2];
  const points = {
    voltageL1: voltage[0],
    voltageL2: voltage[1],
    voltageL3: voltage[2],
    currentL1: Math.abs(current[0]),
    currentL2: Math.abs(current[1]),
    currentL3: Math.abs(current[2]),
    powerL1: power[0] * 1_000,
    powerL2: power[1] * 1_000,
    powerL3: power[2] * 1_000,
    voltageAverage: (voltage[0] + voltage[1] + voltage[2]) / 3,
    powerTotal: total * 1_000,
    frequency,
    imported,
    exported,
    total: imported + exported,
  };
  const at: readonly (readonly [address: number, point: keyof typeof points])[] = [
    [0x00, "voltageL1"],
    [0x02, "voltageL2"],
    [0x04, "voltageL3"],
    [0x06, "currentL1"],
    [0x08, "currentL2"],
    [0x0a, "currentL3"],
    [0x0c, "powerL1"],
    [0x0e, "powerL2"],
    [0x10, "powerL3"],
    [0x2a, "voltageAverage"],
    [0x34, "powerTotal"],
    [0x46, "frequency"],
    [0x48, "imported"],
    [0x4a, "exported"],
    [0x0156, "total"],
  ];
  const cells = new Map<number, number>(Array.from({ length: cellCount }, (_, address) => [address, 0]));
  for (const [address, point] of at)
    for (const [cell, word] of float32Cells(address, points[point])) cells.set(cell, word);
  return { points, cells: { inputRegister: cells } };
}
