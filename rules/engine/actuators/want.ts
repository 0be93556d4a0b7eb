import { type Layer, layers } from "../schema.ts";

const rank = (layer: Layer) => layers.indexOf(layer);

/** What one claimant wants of one actuator in this scan. */
export interface Want {
  readonly layer: Layer;
  /** The interlock, reflex, person or actuator that wants it. */
  readonly by: string;
  readonly run: boolean;
  /** %, or kW or A of a setpoint; null leaves it to the actuator's limits. */
  readonly speed: number | null;
  readonly reason: string;
  /** Variables it rests on. */
  readonly inputs: readonly number[];
  /** Nobody here commands it: it is left to what is wired. */
  readonly release?: boolean;
  /** It need not run, but nothing speaks against it: who exercises it may. */
  readonly idle?: boolean;
}

/** The wants of a scan by actuator, highest layer first, and within a layer in the order they were made. */
export class Wants {
  readonly #lists: Want[][];

  constructor(actuators: number) {
    this.#lists = Array.from({ length: actuators }, () => []);
  }

  add(actuator: number, want: Want): void {
    const list = this.#lists[actuator];
    if (list === undefined) return;
    const after = list.findIndex((other) => rank(other.layer) > rank(want.layer));
    if (after < 0) list.push(want);
    else list.splice(after, 0, want);
  }

  /** Puts a want before those that have nothing against it. */
  lead(actuator: number, want: Want): void {
    this.#lists[actuator]?.unshift(want);
  }

  of(actuator: number): readonly Want[] {
    return this.#lists[actuator] ?? [];
  }
}
