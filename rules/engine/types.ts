import type { Quality, Reason } from "../../core/quality.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { AlarmEvent, DecisionEvent, RangeEvent, ViabilityEvent } from "../../core/wire/events.ts";

/** One input as it arrived since the last scan: a device point (`vfd-1/running`, `gauge-in-a/p1`) or an outside value. */
export interface Input {
  readonly path: string;
  readonly value: number | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  /** World time. */
  readonly measuredAt: EpochMs;
}

/** What people ask of the engine; the gateway has already checked signature, authority and freshness. */
export type Action =
  | {
      readonly kind: "override";
      readonly id: string;
      readonly actor: string;
      readonly actuator: string;
      readonly value: number;
      readonly until: EpochMs;
      readonly reason: string;
    }
  | {
      readonly kind: "release";
      readonly id: string;
      readonly actor: string;
      readonly actuator: string;
      readonly why: "released" | "lapsed";
    }
  | {
      readonly kind: "acknowledge";
      readonly id: string;
      readonly actor: string;
      readonly key: string;
      readonly eventId: string;
      readonly note?: string;
    }
  | { readonly kind: "reset"; readonly id: string; readonly actor: string; readonly key: string }
  | {
      readonly kind: "shelve";
      readonly id: string;
      readonly actor: string;
      readonly key: string;
      readonly eventId?: string;
      readonly reason: string;
      readonly forMs: DurationMs | "oneShot";
    }
  | { readonly kind: "unshelve"; readonly id: string; readonly actor: string; readonly key: string }
  | {
      readonly kind: "lock";
      readonly id: string;
      readonly actor: string;
      readonly lock: string;
      readonly reason: string;
    }
  | { readonly kind: "unlock"; readonly id: string; readonly actor: string; readonly lock: string };

/** Everything one scan decides on, frozen. */
export interface Image {
  readonly inputs: readonly Input[];
  readonly actions: readonly Action[];
  /** The machine's clock was set by so much since the last scan: time that did not pass. Default 0. */
  readonly clockSetBy?: DurationMs;
}

/** What an actuator is told. The host writes it, re-asserts it and reads it back. */
export interface Output {
  readonly actuator: string;
  readonly run: boolean;
  /** % of a drive, null where there is none; kW or A of a setpoint. */
  readonly speed: number | null;
  /** True: no order stands any more, and nothing is written; `run` is then what it was seen to do. */
  readonly released: boolean;
  readonly layer: string;
  /** Id of the decision record. */
  readonly decision: string;
}

/** A value the site works out for itself (`site/level-inside`), or a converted point, to be published as a reading. */
export interface Derived {
  readonly path: string;
  readonly value: number | null;
  readonly quality: Quality;
  readonly reasons: readonly Reason[];
  readonly substituted: boolean;
  readonly measuredAt: EpochMs;
}

/** The answer to one action. */
export interface ActionResult {
  readonly id: string;
  readonly accepted: boolean;
  /** One of core/wire refusals when it was not. */
  readonly refusal?: string;
  readonly detail?: string;
}

/** What one scan asks of its host. Events carry ids unique within a boot (the engine's counter). */
export interface Effects {
  /** Commands that changed; also every standing one on the first scan after a start once its actuator was read. */
  readonly outputs: readonly Output[];
  readonly derived: readonly Derived[];
  /**
   * Inputs that the engine trusts less than their device did. One with the path and `measuredAt` of an input replaces
   * that input's reading; any other (an input gone stale) is a reading of its own.
   */
  readonly judged: readonly Derived[];
  readonly alarms: readonly AlarmEvent[];
  readonly decisions: readonly DecisionEvent[];
  readonly ranges: readonly RangeEvent[];
  readonly viability: readonly ViabilityEvent[];
  readonly results: readonly ActionResult[];
  /** A lock was put on or taken off: it must be on disk before its result is told. */
  readonly locksChanged: boolean;
  /** When the next scan must happen although nothing arrives (a delay or deadline runs out). */
  readonly nextAt: EpochMs;
}
