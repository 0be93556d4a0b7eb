import { z } from "zod";
import { explain, kindOf } from "../../../core/config/explain.ts";
import { named, unitCode } from "../../../core/config/fields.ts";
import { adopt, complain, withForms } from "../../../core/config/forms.ts";
import { didYouMean } from "../../../core/config/suggest.ts";
import { registersOf, valueTypes, wordOrders } from "../../../core/modbus/values.ts";
import type { RegisterMap } from "./map.ts";
import { abbDrivesProfile } from "./maps/abb-drives-profile.ts";
import { kellerLevel } from "./maps/keller-level.ts";
import { senseairS8 } from "./maps/senseair-s8.ts";

/** The maps that come with homeostat, by the word after `map:`. */
export const shippedMaps: Readonly<Record<string, RegisterMap>> = {
  "abb-drives-profile": abbDrivesProfile,
  "keller-level": kellerLevel,
  "senseair-s8": senseairS8,
};

const pointShape = z.strictObject({
  register: z.enum(["coil", "discreteInput", "holdingRegister", "inputRegister"]).describe("the table it stands in"),
  address: z.number().int().min(0).max(65_535).describe("zero-based, as on the wire"),
  type: z.enum([...valueTypes, "bool", "bit"]).describe("bool: a coil or discrete input; bit: one bit of a register"),
  bit: z.number().int().min(0).max(15).optional().describe("for type bit: 0 is the lowest"),
  wordOrder: z.enum(wordOrders).optional().describe("for two registers; default ABCD"),
  scale: z
    .number()
    .refine((scale) => scale !== 0 && Number.isFinite(scale))
    .optional()
    .describe("value = raw x scale"),
  unit: unitCode.optional().describe("of the scaled value; without it a plain number"),
  invert: z.boolean().optional().describe("a contact is turned over, a number changes its sign"),
  write: z.boolean().optional().describe("it may be written too"),
  wrapsAt: z.number().positive().optional().describe("a counter that starts again at 0"),
});
type WrittenPoint = z.infer<typeof pointShape>;

/** What does not go together in one point: the key to blame, what is wrong, what was expected. */
type Contradiction = readonly [key: keyof WrittenPoint, message: string, expected: string];

function contradictions(point: WrittenPoint): Contradiction[] {
  const { register, type, address } = point;
  const single = register === "coil" || register === "discreteInput";
  const contact = type === "bool" || type === "bit";
  const two = !contact && registersOf(type) === 2;
  const rules: readonly (readonly [wrong: boolean, ...Contradiction])[] = [
    [single && type !== "bool", "type", `\`${register}\` is a single bit`, "bool"],
    [type === "bit" && point.bit === undefined, "bit", "missing", "a whole number from 0 to 15"],
    [type !== "bit" && point.bit !== undefined, "bit", `type ${type} has no bit`, "this key only with type bit"],
    [
      !two && point.wordOrder !== undefined,
      "wordOrder",
      `type ${type} has no word order`,
      "this key only with 32-bit types",
    ],
    [contact && point.scale !== undefined, "scale", "a contact has no scale", "this key only with number types"],
    [contact && point.wrapsAt !== undefined, "wrapsAt", "a contact does not wrap", "this key only with number types"],
    [two && address === 65_535, "address", "its second register would be 65536", "at most 65534 for 32-bit types"],
    [
      point.write === true && (register === "discreteInput" || register === "inputRegister"),
      "write",
      `\`${register}\` cannot be written`,
      "coil or holdingRegister",
    ],
    [
      point.write === true && type === "bit",
      "write",
      "one bit of a register cannot be written by itself",
      "a coil, or a whole register",
    ],
  ];
  return rules.flatMap(([wrong, ...contradiction]) => (wrong ? [contradiction] : []));
}

const point = pointShape.superRefine((value, context) => {
  for (const [key, message, expected] of contradictions(value)) complain(context, { message, expected }, [key]);
});

const inlineMap = named(point).refine((points) => Object.keys(points).length > 0);

/** The word of a shipped map, or the points themselves. */
const wordOrPoints = z.unknown().transform((value, context): string | z.output<typeof inlineMap> => {
  if (typeof value === "string") {
    if (Object.hasOwn(shippedMaps, value)) return value;
    const words = Object.keys(shippedMaps);
    const hint = didYouMean(value, words);
    const expected = `${words.join(", ")}, or a block of points`;
    complain(context, { message: `there is no map \`${value}\``, expected, ...(hint === undefined ? {} : { hint }) });
    return z.NEVER;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = value === undefined ? "missing" : `this is ${kindOf(value)}`;
    complain(context, { message, expected: `${Object.keys(shippedMaps).join(", ")}, or a block of points` });
    return z.NEVER;
  }
  const read = inlineMap.safeParse(value, { error: explain });
  if (read.success) return read.data;
  adopt(context, read.error.issues, value);
  return z.NEVER;
});

const map = withForms(wordOrPoints, (value) => (typeof value === "string" ? [] : [inlineMap]), [
  { parts: [inlineMap] },
]);

/** What stands under a Modbus device in the site file. */
export const modbusConfig = z.strictObject({
  unitId: z
    .number()
    .int()
    .min(1)
    .max(255)
    .describe("1 to 247; 250 is Keller's transparent address, 254 any SenseAir, 255 a TCP device's own"),
  map: map.describe("what the device offers"),
  framing: z
    .enum(["rtu", "tcp"])
    .optional()
    .describe("default: rtu on serial lines, tcp on TCP; rtu for serial servers on TCP"),
});
export type ModbusConfig = z.infer<typeof modbusConfig>;

/** The table a configuration stands for. */
export function mapOf(config: ModbusConfig): RegisterMap {
  if (typeof config.map !== "string") return { source: "map in the site file", points: config.map };
  const shipped = shippedMaps[config.map];
  if (shipped === undefined) throw new Error(`unchecked configuration: map ${config.map}`);
  return shipped;
}
