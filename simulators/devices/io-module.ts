import { type Face, uint32Cells } from "./face.ts";

/** What is wired to the module's inputs. Contacts as the wires carry them: true = closed. */
export interface IoInputs {
  /** Normally closed: opens when the level is low, or the wire breaks. */
  readonly floatLow: boolean;
  readonly floatHigh: boolean;
  readonly door: boolean;
  readonly mainsOk: boolean;
  /** Normally closed. */
  readonly stopButton: boolean;
  /** mA of the second level transmitter. */
  readonly levelCurrent: number;
  readonly rainTips: number;
}

/** Coils by address: 0 siren, 1 start horn, 2 alive. */
export type Coils = readonly [boolean, boolean, boolean];

const bit = (on: boolean): number => (on ? 1 : 0);

/** The face of the remote I/O module; addresses are those of the site file. */
export function ioFace(inputs: IoInputs, coils: Coils): Face {
  const current = Math.min(65_535, Math.max(0, Math.round(inputs.levelCurrent * 1_000)));
  const tips = inputs.rainTips % 2 ** 32;
  return {
    points: {
      floatLow: bit(!inputs.floatLow),
      floatHigh: bit(inputs.floatHigh),
      door: bit(inputs.door),
      mainsOk: bit(inputs.mainsOk),
      stopButton: bit(!inputs.stopButton),
      levelInB: current,
      rainTips: tips,
      siren: bit(coils[0]),
      startHorn: bit(coils[1]),
      alive: bit(coils[2]),
    },
    cells: {
      discreteInput: new Map(
        [inputs.floatLow, inputs.floatHigh, inputs.door, inputs.mainsOk, inputs.stopButton].map((on, at) => [
          at,
          bit(on),
        ]),
      ),
      inputRegister: new Map([[0, current], ...uint32Cells(16, tips)]),
      coil: new Map(coils.map((on, at) => [at, bit(on)])),
    },
  };
}
