import { z } from "zod";
import { explain, kindOf } from "../../../core/config/explain.ts";
import { adopt, complain, withForms } from "../../../core/config/forms.ts";
import { packNote } from "../../../core/config/note.ts";
import { didYouMean } from "../../../core/config/suggest.ts";
import type { RegisterMap } from "./map.ts";
import { isMapFile, type MapFile, mapFile } from "./map-file.ts";
import { abbDrivesProfile } from "./maps/abb-drives-profile.ts";
import { eastronSdm630 } from "./maps/eastron-sdm630.ts";
import { kellerLevel } from "./maps/keller-level.ts";
import { senseairS8 } from "./maps/senseair-s8.ts";
import { pointsSchema } from "./point-schema.ts";
import { expectationSchema, expected, expectsShape } from "./settings.ts";

/** The maps that come with homeostat, by the word after `map:`. */
export const shippedMaps: Readonly<Record<string, RegisterMap>> = {
  "abb-drives-profile": abbDrivesProfile,
  "eastron-sdm630": eastronSdm630,
  "keller-level": kellerLevel,
  "senseair-s8": senseairS8,
};

/** The maps that do not come with homeostat. */
const written = "a block of points, or a file of them such as maps/charger.yaml";

type Points = z.output<typeof pointsSchema>;

/** The word of a shipped map, the points themselves, or what a map file holds. */
const wordOrPoints = z.unknown().transform((value, context): string | Points | MapFile => {
  if (typeof value === "string") {
    if (Object.hasOwn(shippedMaps, value)) return value;
    const words = Object.keys(shippedMaps);
    const hint = didYouMean(value, words);
    const expected = `${words.join(", ")}, ${written}`;
    complain(context, { message: `there is no map \`${value}\``, expected, ...(hint === undefined ? {} : { hint }) });
    return z.NEVER;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = value === undefined ? "missing" : `this is ${kindOf(value)}`;
    complain(context, { message, expected: `${Object.keys(shippedMaps).join(", ")}, ${written}` });
    return z.NEVER;
  }
  const schema: z.ZodType<Points | MapFile> = isMapFile(value) ? mapFile : pointsSchema;
  const read = schema.safeParse(value, { error: explain });
  if (read.success) return read.data;
  adopt(context, read.error.issues, value);
  return z.NEVER;
});

/** A shipped map by its word, or a file of them: what the file holds is read in its place. */
const wordOrFile = z.union([z.enum(Object.keys(shippedMaps)), z.string().regex(/\.ya?ml$/)]);

const map = withForms(
  wordOrPoints,
  (value) => (typeof value === "string" ? [] : [pointsSchema]),
  [{ parts: [pointsSchema] }],
  wordOrFile,
);

const modbusShape = z.strictObject({
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
  expects: expectsShape
    .optional()
    .describe("settings made in the device at commissioning, by the names of its map; a difference is an alarm"),
});

/** What stands under a Modbus device in the site file. */
export const modbusConfig = modbusShape.superRefine(({ map, expects = {} }, context) => {
  const settings = mapOf({ map }).settings ?? {};
  const known = Object.keys(settings).join(", ") || "a map with settings, such as abb-drives-profile";
  for (const [name, written] of Object.entries(expects)) {
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (setting === undefined) {
      const message = packNote({ message: "unknown key", expected: known });
      context.addIssue({ code: "unrecognized_keys", keys: [name], path: ["expects"], input: expects, message });
      continue;
    }
    const read = expectationSchema(setting).safeParse(written, { error: explain });
    const issues = (read.error?.issues ?? []).map((issue) => ({ ...issue, path: ["expects", name, ...issue.path] }));
    adopt(context, issues, written);
  }
});
export type ModbusConfig = z.infer<typeof modbusConfig>;

/** Every cell that is read of a device: the points of its map, and the settings that must be as expected. */
export function cellsOf(config: ModbusConfig): RegisterMap {
  const map = mapOf(config);
  const settings = expected(map, config.expects ?? {}).map(({ name, point }) => [name, point] as const);
  return { ...map, points: { ...map.points, ...Object.fromEntries(settings) } };
}

/** The table a configuration stands for. */
export function mapOf(config: Pick<ModbusConfig, "map">): RegisterMap {
  if (typeof config.map !== "string") {
    const { map } = config;
    return isMapFile(map) ? map : { source: "map in the site file", points: map };
  }
  const shipped = shippedMaps[config.map];
  if (shipped === undefined) throw new Error(`unchecked configuration: map ${config.map}`);
  return shipped;
}
