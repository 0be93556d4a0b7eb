import { z } from "zod";
import { explain } from "../../core/config/explain.ts";
import { id, positiveDuration } from "../../core/config/fields.ts";
import { adopt, asBlock, complain, withForms } from "../../core/config/forms.ts";
import { type Note, packNote, unpackNote } from "../../core/config/note.ts";
import { didYouMean } from "../../core/config/suggest.ts";
import type { Driver } from "../drivers/driver.ts";

/** One device: its driver's word, how it is reached and polled, and the driver's own checked configuration. */
export interface DeviceConfig {
  readonly driver: string;
  readonly bus: string;
  /** ms between two polls. */
  readonly poll: number;
  /** What the driver's own schema made of the remaining keys; pass it to that driver's `metrics` and `open`. */
  readonly config: unknown;
}

const commonShape = {
  driver: id.describe("the protocol it speaks"),
  bus: id.describe("the bus it hangs on"),
  poll: positiveDuration.prefault("1s").describe("between two reads"),
};
const commonSchema = z.object(commonShape);
const commonKeys = Object.keys(commonShape);

function ownKeys(block: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(block).filter(([key]) => !commonKeys.includes(key)));
}

/** Adds the keys every device has to what a driver says of its own. */
function withCommonKeys(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "unrecognized_keys" || issue.path.length > 0) return issue;
  const note = unpackNote(issue.message);
  return { ...issue, message: packNote({ ...note, expected: [...commonKeys, note.expected].join(", ") }) };
}

function unknownDriver(word: string, drivers: readonly Driver[]): Note {
  const words = drivers.map((candidate) => candidate.driver);
  const hint = didYouMean(word, words);
  const note = { message: `there is no driver \`${word}\``, expected: words.join(", ") };
  return hint === undefined ? note : { ...note, hint };
}

/** Reads a device block: the common keys here, all others by the schema of the driver it names. */
export function deviceSchema(drivers: readonly Driver[]) {
  const schema = z.unknown().transform((value, context): DeviceConfig => {
    const block = asBlock(value, context);
    if (block === undefined) return z.NEVER;
    const common = commonSchema.safeParse(block, { error: explain });
    adopt(context, common.error?.issues ?? [], block);
    const word = block["driver"];
    const driver = drivers.find((candidate) => candidate.driver === word);
    const own = driver?.config.safeParse(ownKeys(block), { error: explain });
    adopt(context, (own?.error?.issues ?? []).map(withCommonKeys), block);
    if (typeof word === "string" && driver === undefined) complain(context, unknownDriver(word, drivers), ["driver"]);
    return common.success && own?.success === true ? { ...common.data, config: own.data } : z.NEVER;
  });
  const own = drivers.map(({ driver, config }) => ({ label: `driver: ${driver}`, parts: [config] }));
  const choose = (value: unknown) => {
    const named = drivers.find(({ driver }) => driver === (value as { driver?: unknown }).driver);
    return named === undefined ? [commonSchema] : [commonSchema, named.config];
  };
  return withForms(schema, choose, [{ parts: [commonSchema] }, ...own]);
}
