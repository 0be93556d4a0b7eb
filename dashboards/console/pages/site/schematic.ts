import { type Actuator, described, type Site } from "../../live/site.ts";

/** A variable in the schematic. */
export interface Input {
  /** `device/variable`. */
  readonly path: string;
  readonly name: string;
}

/** One reflex's input and what it moves. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** What is drawn of a site: what it keeps and reads, what it moves, and what leads from one to the other. */
export interface Schematic {
  readonly inputs: readonly Input[];
  readonly actuators: readonly Actuator[];
  readonly arrows: readonly Arrow[];
}

/**
 * The schematic of a site by its definition: variables with an agreed range and what reflexes read, in the order of the actuators
 * they lead to, so that arrows cross as little as may be; actuators that a reflex moves before those that only people or
 * other actuators do.
 */
export function schematicOf(site: Site): Schematic {
  const all = site.definition?.actuators ?? [];
  const isMoved = ({ reads = [] }: Actuator): boolean => reads.length > 0;
  const actuators = [...all.filter(isMoved), ...all.filter((actuator) => !isMoved(actuator))];
  const arrows = actuators.flatMap(({ actuator, reads = [] }) => reads.map((from) => ({ from, to: actuator })));
  const ranged = Object.keys(site.ranges).sort();
  const paths = [...new Set([...arrows.map(({ from }) => from), ...ranged])];
  const inputs = paths.map((path) => ({ path, name: described(site, path).name }));
  return { inputs, actuators, arrows };
}

/** A place on the page, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The path of an arrow between two places: it leaves and arrives level. */
export function arrowPath(from: Point, to: Point): string {
  const middle = Math.round((from.x + to.x) / 2);
  return `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}
