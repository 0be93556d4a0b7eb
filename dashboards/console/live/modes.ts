import type { StandingMode } from "../../../core/wire/alarm-digest.ts";
import type { Site } from "./site.ts";

/** A standing order of a person. */
export type Override = NonNullable<StandingMode["override"]>;

/** What decides over an actuator, as one word for people. */
export type ModeKind =
  | "auto"
  | "degraded"
  | "override"
  | "waits"
  | "locked"
  | "interlock"
  | "protection"
  | "region"
  | "exercise"
  | "local"
  | "released"
  | "unread"
  | "unknown";

/** What decides over an actuator; `by` names the reflex, interlock, lock or person, empty where nobody is named. */
export interface Mode {
  readonly kind: ModeKind;
  readonly by: string;
}

const kinds: Readonly<Record<string, ModeKind>> = {
  lock: "locked",
  interlock: "interlock",
  protection: "protection",
  override: "override",
  region: "region",
  exercise: "exercise",
  local: "local",
  none: "unread",
  homeostasis: "auto",
};

/** Who gives way to a person: where one of them still decides, the machine's own times hold the order back. */
const yielding: ReadonlySet<ModeKind> = new Set<ModeKind>(["region", "exercise", "auto"]);

/** What a site tells of who decides over one of its actuators; `unknown` where it has told nothing. */
export function modeOf({ modes }: Pick<Site, "modes">, id: string): Mode {
  const told = modes.find(({ actuator }) => actuator === id);
  if (told === undefined) return { kind: "unknown", by: "" };
  const kind = kinds[told.layer] ?? "unknown";
  if (told.released === true) return { kind: "released", by: told.by };
  if (kind === "override") return overridden(told);
  if (told.override !== undefined && yielding.has(kind)) return { kind: "waits", by: told.override.by };
  return { kind: kind === "auto" && told.degraded === true ? "degraded" : kind, by: told.by };
}

/** Who decides where a person did last: what was told stays until the machine's own times let the next order through. */
function overridden({ by, override }: StandingMode): Mode {
  if (override === undefined) return { kind: "auto", by: "" };
  return override.by === by ? { kind: "override", by } : { kind: "waits", by: override.by };
}

/** The order of a person that stands for an actuator, until its site tells that it has ended; undefined where there is none. */
export function overrideOf({ modes }: Pick<Site, "modes">, id: string): Override | undefined {
  return modes.find(({ actuator }) => actuator === id)?.override;
}
