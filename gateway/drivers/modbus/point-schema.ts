import { z } from "zod";
import { named, unitCode } from "../../../core/config/fields.ts";
import { complain } from "../../../core/config/forms.ts";
import { packNote } from "../../../core/config/note.ts";
import { registersOf, valueTypes, wordOrders } from "../../../core/modbus/values.ts";

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
  wrapsAt: z
    .number()
    .int()
    .positive()
    .max(2 ** 32)
    .optional()
    .describe("a counter starts again at 0 after so many counts"),
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

/** Points by their ids, as a map writes them. */
export const pointsSchema = named(point).refine((points) => Object.keys(points).length > 0, {
  error: packNote({ message: "there are no points", expected: "a block of points" }),
});
