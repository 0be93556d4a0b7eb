import type { Annotation } from "../../../server/annotations.ts";
import type { Window } from "./span.ts";

/** What happened, as `/api/v1/annotations` tells it. */
export type Mark = Annotation;

/** Marks that stand so near to each other that one sign stands for them. */
export interface Cluster {
  /** Where it stands, 0 at the left to 1 at the right. */
  readonly place: number;
  /** The most urgent kind of those it stands for. */
  readonly kind: Mark["kind"];
  readonly marks: readonly Mark[];
}

const urgency = { alarm: 0, gap: 1, decision: 2 } as const;

/** The signs of a chart `width` px wide, none nearer to its neighbour than `apart` px. */
export function clustersOf(
  marks: readonly Mark[],
  { from, to }: Window,
  { width, apart }: { readonly width: number; readonly apart: number },
): readonly Cluster[] {
  const placed = marks
    .filter(({ at, until }) => at <= to && (until ?? at) >= from)
    .map((mark) => ({ mark, place: Math.max(0, (mark.at - from) / (to - from)) }))
    .sort((a, b) => a.place - b.place);
  const clusters: { place: number; marks: Mark[] }[] = [];
  for (const { mark, place } of placed) {
    const last = clusters.at(-1);
    if (last !== undefined && (place - last.place) * width < apart) last.marks.push(mark);
    else clusters.push({ place, marks: [mark] });
  }
  return clusters.map((cluster) => ({ ...cluster, kind: kindOf(cluster.marks) }));
}

function kindOf(marks: readonly Mark[]): Mark["kind"] {
  return marks.reduce<Mark["kind"]>((most, { kind }) => (urgency[kind] < urgency[most] ? kind : most), "decision");
}
