import type { Problem } from "../../../core/config/check.ts";
import type { SiteFile } from "../schema.ts";
import { dangling, pointProblems } from "./names.ts";
import type { Wiring } from "./wiring.ts";

/** What a watchdog may watch beside the buses. */
const own = ["scan", "spool"];

/** A watchdog's output must be a contact that can be written, and what it watches must exist. */
export function watchdogProblems(watchdog: SiteFile["watchdog"], wiring: Wiring): Problem[] {
  if (watchdog === undefined) return [];
  const at = ["watchdog", "output"];
  const point = wiring.points.get(watchdog.output);
  const writable = point === undefined || (point.writable && point.type === "boolean");
  const note = { message: `\`${watchdog.output}\` cannot be toggled`, expected: "a boolean point with write: true" };
  const known = [...own, ...wiring.buses.names];
  const watched = watchdog.while.flatMap((part, index) =>
    known.includes(part) ? [] : [dangling(["watchdog", "while", String(index)], part, "part to watch", known)],
  );
  return [...pointProblems(wiring, at, watchdog.output), ...(writable ? [] : [{ path: at, note }]), ...watched];
}
