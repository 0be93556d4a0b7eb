import { z } from "zod";
import { words } from "../../../core/config/fields.ts";
import { complain } from "../../../core/config/forms.ts";
import { modbusOverlaps, overlapNote } from "./overlaps.ts";
import { pointsSchema } from "./point-schema.ts";

/** A register map as a file of its own, for devices of one make at several sites. */
export const mapFile = z
  .strictObject({
    homeostat: z.literal(1).describe("version of this language"),
    kind: z.literal("map").describe("what this file is"),
    source: words.describe("the document, version and clause the addresses come from"),
    points: pointsSchema.describe("what the device offers"),
  })
  .superRefine(({ points }, context) => {
    for (const overlap of modbusOverlaps(points)) {
      complain(context, overlapNote(points, overlap), ["points", overlap.point, "address"]);
    }
  });
export type MapFile = z.infer<typeof mapFile>;

/** Whether this is the content of a map file rather than points. */
export function isMapFile(map: object): map is MapFile {
  return (map as { readonly kind?: unknown }).kind === "map";
}
