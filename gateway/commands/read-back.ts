import type { DurationMs } from "../../core/time.ts";
import type { ActuatorConfig } from "../../rules/engine/schema.ts";

/** How near to its order an actuator must come. */
export interface Following {
  /** In `unit`. */
  readonly within: number;
  readonly after: DurationMs;
  readonly unit: "%" | "kW" | "A";
  /** True where the order is an offer: it may do less, if only what is connected wants less. */
  readonly offer: boolean;
}

/** How soon an actuator must run or stand as ordered, and how near to its order it must then be. */
export interface ReadBackRule {
  readonly running: DurationMs;
  readonly speed?: Following | undefined;
}

/** How long a contact may take to be believed switched. */
const contactReadBack: DurationMs = 10_000;

/** What must be read back of an actuator before an override of it counts as executed. */
export function readBackRule(config: ActuatorConfig): ReadBackRule {
  switch (config.form) {
    case "speed": {
      const { running, speed } = config.readBack;
      return { running, speed: speed && { ...speed, unit: "%", offer: false } };
    }
    case "power": {
      const { within, after } = config.readBack.power;
      return { running: after, speed: { within, after, unit: "kW", offer: false } };
    }
    case "current": {
      const { settle: after, current } = config;
      return { running: after, speed: { within: current.step, after, unit: "A", offer: true } };
    }
    case "output":
      return { running: contactReadBack };
  }
}
