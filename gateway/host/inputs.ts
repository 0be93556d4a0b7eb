import type { Input } from "../../rules/engine/types.ts";
import type { Sample } from "../drivers/driver.ts";

/** A device's samples as inputs of the next process image. */
export function inputsOf(device: string, samples: readonly Sample[]): Input[] {
  return samples.map(({ point, value, quality, reasons, measuredAt }) => {
    return { path: `${device}/${point}`, value, quality, reasons, measuredAt };
  });
}
