import { z } from "zod";
import { idPattern } from "../../../core/ids.ts";

/** An id: lower case letters, digits and hyphens. */
export const id = z.string().regex(idPattern);

/** World time; up to the end of the store's time, in the year 2262. */
export const epochMs = z.coerce.number().int().nonnegative().max(9_223_372_036_854).describe("epoch ms");

/** An alarm's key, such as `site.level-inside.level-hihi`. */
export const alarmKey = z.string().min(1).max(140);

/** The path of a variable with its site. */
export const variablePath = z
  .string()
  .regex(/^[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}\/[a-z0-9-]{1,40}$/, "expected site/device/variable")
  .describe("site/device/variable");

/** Several variables: the parameter may be repeated. */
export const variablePaths = z
  .union([variablePath.transform((path) => [path]), z.array(variablePath).min(1).max(12)])
  .describe("site/device/variable; may be repeated, 12 at most");

/** How many entries a page has. */
export const pageLimit = z.coerce.number().int().min(1).max(1000);

/** What a page of happenings can be asked by. */
export const happeningsQuery = {
  region: id.optional(),
  site: id.optional(),
  from: epochMs.optional(),
  to: epochMs.optional(),
  before: epochMs.optional().describe("for the page before: the time of the first entry of this one"),
};
