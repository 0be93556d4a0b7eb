import type { Problem } from "../../../core/config/check.ts";
import { movedBy, type Reflex } from "../../../rules/charter/reflex-schema.ts";
import type { SiteCheck } from "./wiring.ts";

interface Mover {
  readonly name: string;
  readonly kind: Reflex["kind"];
}

/** The first reflexes that move each actuator, one of each kind, in the order of the file. */
class Movers {
  readonly #first = new Map<string, Mover[]>();

  rival(actuator: string, kind: Reflex["kind"]): Mover | undefined {
    return this.#first.get(actuator)?.find((mover) => mover.kind !== kind);
  }

  add(actuator: string, mover: Mover): void {
    const held = this.#first.get(actuator) ?? [];
    if (!held.some(({ kind }) => kind === mover.kind)) held.push(mover);
    this.#first.set(actuator, held);
  }
}

/** Reflexes of different kinds do not share an actuator in the layer homeostasis: neither knows what the other wants. */
export const rivalChecks: readonly SiteCheck[] = [
  ({ reflexes: { at, sound } }) => {
    const movers = new Movers();
    return [...sound].flatMap(([name, reflex]) => {
      const { kind, layer } = reflex;
      // Of several dispatches the first decides.
      if (layer !== "homeostasis" || kind === "dispatch") return [];
      const moved = movedBy(reflex);
      const problems = moved.flatMap((actuator, place): Problem[] => {
        const earlier = movers.rival(actuator, kind);
        if (earlier === undefined) return [];
        const message = `\`${actuator}\` is moved by \`${earlier.name}\` (${earlier.kind}) already, in the same layer`;
        const expected = "one kind of reflex for each actuator of the layer homeostasis";
        return [{ path: [...at, name, "actuators", String(place)], note: { message, expected } }];
      });
      for (const actuator of moved) movers.add(actuator, { name, kind });
      return problems;
    });
  },
];
