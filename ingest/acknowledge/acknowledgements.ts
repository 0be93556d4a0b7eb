import type { DurationMs, MonotonicMs } from "../../core/time.ts";
import { type AcknowledgerConfig, neverTold, type SiteAcknowledgement, stepAcknowledger } from "./acknowledger.ts";

/** A site that has not been heard for so long is no longer reminded. */
const forgottenAfter: DurationMs = 600_000;

/** A site by its names. */
export interface SitePlace {
  readonly region: string;
  readonly site: string;
}

interface SiteState extends SitePlace {
  state: SiteAcknowledgement;
  wakeAt: MonotonicMs;
  heardAt: MonotonicMs;
}

/** Who is to be told now, and when to ask again. */
export interface Due {
  readonly sites: readonly SitePlace[];
  /** Undefined while there is nobody to remind. */
  readonly wakeAt: MonotonicMs | undefined;
}

/** The acknowledgements of all sites together. */
export class Acknowledgements {
  readonly #config: AcknowledgerConfig;
  readonly #sites = new Map<string, SiteState>();

  constructor(config: AcknowledgerConfig) {
    this.#config = config;
  }

  /** Something of the site became durable, or it is to be reminded; says whether it is told at once, and when to ask for it. */
  durable(
    place: SitePlace,
    bytes: number,
    now: MonotonicMs,
  ): { readonly publish: boolean; readonly wakeAt: MonotonicMs } {
    const site = this.#site(place, now);
    const step = stepAcknowledger(site.state, { kind: "durable", bytes }, this.#config, now);
    Object.assign(site, { state: step.state, wakeAt: step.wakeAt, heardAt: now });
    return step;
  }

  due(now: MonotonicMs): Due {
    const sites: SitePlace[] = [];
    let wakeAt: MonotonicMs | undefined;
    for (const [key, site] of this.#sites) {
      if (now - site.heardAt > forgottenAfter) {
        this.#sites.delete(key);
        continue;
      }
      if (site.wakeAt <= now) {
        const step = stepAcknowledger(site.state, { kind: "time" }, this.#config, now);
        Object.assign(site, { state: step.state, wakeAt: step.wakeAt });
        if (step.publish) sites.push(site);
      }
      wakeAt = Math.min(wakeAt ?? site.wakeAt, site.wakeAt);
    }
    return { sites, wakeAt };
  }

  /** The sites that are told and reminded. */
  heard(): SitePlace[] {
    return [...this.#sites.values()];
  }

  #site({ region, site }: SitePlace, now: MonotonicMs): SiteState {
    const key = `${region}/${site}`;
    const known = this.#sites.get(key);
    if (known !== undefined) return known;
    const made = { region, site, state: neverTold(this.#config, now), wakeAt: now, heardAt: now };
    this.#sites.set(key, made);
    return made;
  }
}
