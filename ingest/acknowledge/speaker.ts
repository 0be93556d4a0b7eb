import type { Cancel, IoClock } from "../../core/ports/clock.ts";
import type { MonotonicMs } from "../../core/time.ts";
import { Acknowledgements, type SitePlace } from "./acknowledgements.ts";
import type { AcknowledgerConfig } from "./acknowledger.ts";

/** Tells sites what is durable, when they are due. */
export class Speaker {
  readonly #clock: IoClock;
  readonly #say: (site: SitePlace) => void;
  readonly #acknowledgements: Acknowledgements;
  #timer: Cancel | undefined;
  #wakeAt: MonotonicMs = Number.POSITIVE_INFINITY;

  constructor(clock: IoClock, config: AcknowledgerConfig, say: (site: SitePlace) => void) {
    this.#clock = clock;
    this.#say = say;
    this.#acknowledgements = new Acknowledgements(config);
  }

  /** Something of the site became durable, or it should be reminded of what is. */
  durable(site: SitePlace, historyBytes: number): void {
    const { publish, wakeAt } = this.#acknowledgements.durable(site, historyBytes, this.#clock.now());
    if (publish) this.#say(site);
    this.#wake(wakeAt);
  }

  /** The sites that were heard lately. */
  heard(): SitePlace[] {
    return this.#acknowledgements.heard();
  }

  /** Tells every site that was heard lately, now. */
  remindAll(): void {
    for (const site of this.heard()) this.#say(site);
  }

  close(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #wake(at: MonotonicMs): void {
    if (this.#timer !== undefined && at >= this.#wakeAt) return;
    this.#timer?.();
    this.#wakeAt = at;
    this.#timer = this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => {
      this.#timer = undefined;
      const { sites, wakeAt } = this.#acknowledgements.due(this.#clock.now());
      for (const site of sites) this.#say(site);
      if (wakeAt !== undefined) this.#wake(wakeAt);
    });
  }
}
