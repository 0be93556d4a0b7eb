import { z } from "zod";
import { field, positiveDuration } from "../../../core/config/fields.ts";
import { idText } from "./telegram.ts";

const meterId = field<string>("a meter's id, as its telegram prints it or as it stands on the meter", (value) => {
  if (typeof value === "number") return { message: "this is a number", hint: `in quotes: "${value}"` };
  if (typeof value !== "string" || !/^[\x21-\x7e]{1,96}$/.test(value)) return { message: "this is not a meter's id" };
  return { value: idText(value) };
});

const phases = field<1 | 3>("1 or 3", (value) =>
  value === 1 || value === 3 ? { value } : { message: "this is no number of phases" },
);

/** The meters that may report through a P1 port, by what they measure. */
export const meterKinds = ["gas", "water", "warm-water", "heat", "cooling"] as const;
export type MeterKind = (typeof meterKinds)[number];

/** What stands under a smart meter in the site file. */
export const dsmrConfig = z.strictObject({
  phases: phases.prefault(3).describe("phases of the connection"),
  checksum: z
    .enum(["crc16", "none"])
    .default("crc16")
    .describe("none: DSMR 2.2 and 3.0, whose telegrams carry none; what two in a row do not confirm is uncertain"),
  meters: z
    .strictObject({
      electricity: meterId.optional().describe("the main meter; telegrams of any other are refused"),
      gas: meterId.optional().describe("the gas meter"),
      water: meterId.optional().describe("the water meter"),
      "warm-water": meterId.optional().describe("the meter of warm water"),
      heat: meterId.optional().describe("the heat meter; GJ become kW.h"),
      cooling: meterId.optional().describe("the meter of cooling; GJ become kW.h"),
    })
    .default({})
    .describe("which meter is which, by its id: the channel may change when one is replaced"),
  metersEvery: positiveDuration
    .prefault("1h")
    .describe("how often those behind it have a new reading: 5min with DSMR 5, 1h before"),
});
export type DsmrConfig = z.infer<typeof dsmrConfig>;
