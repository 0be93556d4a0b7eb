import type { Face } from "./face.ts";

/** What a climate station measures: Celsius and % relative humidity. */
export interface Climate {
  readonly inside: number;
  readonly outside: number;
  readonly supply: number;
  readonly humidityOutside: number;
}

/** The face of a climate station: input registers 0 to 2 temperatures in 0.1 Celsius (signed), 3 humidity in 0.1 %. */
export function climateFace({ inside, outside, supply, humidityOutside }: Climate): Face {
  const tenths = (value: number): number => Math.round(value * 10);
  const points = {
    inside: tenths(inside),
    outside: tenths(outside),
    supply: tenths(supply),
    humidityOutside: tenths(Math.min(100, Math.max(0, humidityOutside))),
  };
  return {
    points,
    cells: { inputRegister: new Map(Object.values(points).map((value, address) => [address, value & 0xffff])) },
  };
}
