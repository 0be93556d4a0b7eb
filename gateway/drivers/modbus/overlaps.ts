import type { Note } from "../../../core/config/note.ts";
import { type RegisterPoint, spanOf } from "./map.ts";

/** Two points of one map that claim the same cell. */
export interface Overlap {
  readonly point: string;
  /** Whoever claimed it first, in the order of the map. */
  readonly other: string;
}

/** The points of a map that lie on one another. Different bits of one register do not. */
export function modbusOverlaps(points: Readonly<Record<string, RegisterPoint>>): readonly Overlap[] {
  const entries = Object.entries(points);
  return entries.flatMap(([name, point], index) => {
    const other = entries.slice(0, index).find(([, earlier]) => collide(earlier, point));
    return other === undefined ? [] : [{ point: name, other: other[0] }];
  });
}

/** What the person who wrote such a map is told, at the point's address. */
export function overlapNote(points: Readonly<Record<string, RegisterPoint>>, { point, other }: Overlap): Note {
  const held = points[point];
  const message = `${held?.register} ${held?.address} already belongs to \`${other}\``;
  return { message, hint: `\`${other}\` is ${points[other]?.type} at ${points[other]?.address}` };
}

function collide(a: RegisterPoint, b: RegisterPoint): boolean {
  if (a.register !== b.register) return false;
  if (a.type === "bit" && b.type === "bit" && a.bit !== b.bit) return false;
  const first = spanOf(a);
  const second = spanOf(b);
  return first.address < second.address + second.count && second.address < first.address + first.count;
}
