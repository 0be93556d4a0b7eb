import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Arrow, arrowPath, type Point } from "./schematic.ts";

interface ArrowsProps {
  /** What stands in it carries its name in `data-node`. */
  readonly place: RefObject<HTMLElement | null>;
  readonly arrows: readonly Arrow[];
  /** Whether what an arrow leads to follows it now. */
  readonly follows: (actuator: string) => boolean;
}

/** The arrows between inputs and what they move, drawn where these stand and again when that changes. */
export function Arrows({ place, arrows, follows }: ArrowsProps) {
  const [paths, setPaths] = useState<readonly string[]>([]);
  const names = arrows.map(({ from, to }) => `${from} ${to}`).join(",");
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const draw = (): void => setPaths(arrows.map((arrow) => pathIn(box, arrow)));
    const watch = new ResizeObserver(draw);
    for (const part of [box, ...box.querySelectorAll("[data-node]")]) watch.observe(part);
    return () => watch.disconnect();
  }, [names]);
  return (
    <svg class="arrows" aria-hidden="true">
      <title />
      <defs>
        <marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {arrows.map(({ from, to }, index) => (
        <path
          key={`${from} ${to}`}
          d={paths[index] ?? ""}
          class={follows(to) ? "arrow" : "arrow idle"}
          marker-end="url(#arrow-head)"
        />
      ))}
    </svg>
  );
}

/** From the right edge of the input to the left edge of what it moves, near its top, where its state stands. */
function pathIn(box: HTMLElement, { from, to }: Arrow): string {
  const parts = [...box.querySelectorAll<HTMLElement>("[data-node]")];
  const find = (name: string) => parts.find(({ dataset }) => dataset["node"] === name)?.getBoundingClientRect();
  const [start, end] = [find(from), find(to)];
  if (start === undefined || end === undefined) return "";
  const origin = box.getBoundingClientRect();
  const at = (x: number, y: number): Point => ({ x: Math.round(x - origin.left), y: Math.round(y - origin.top) });
  return arrowPath(
    at(start.right, start.top + start.height / 2),
    at(end.left - 2, end.top + Math.min(end.height / 2, 44)),
  );
}
