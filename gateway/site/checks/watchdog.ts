import { dangling, pointProblems } from "./names.ts";
import type { SiteCheck } from "./wiring.ts";

/** What a watchdog may watch beside the buses. */
const own = ["scan", "spool"];

const watchdog: SiteCheck = (wiring) => {
  if (wiring.watchdog === undefined) return [];
  const { output, while: watched } = wiring.watchdog;
  const at = ["watchdog", "output"];
  const point = wiring.points.get(output);
  const writable = point === undefined || (point.writable && point.type === "boolean");
  const note = { message: `\`${output}\` cannot be toggled`, expected: "a boolean point with write: true" };
  const known = [...own, ...wiring.buses.names];
  const unknown = watched.flatMap((part, index) =>
    known.includes(part) ? [] : [dangling(["watchdog", "while", String(index)], part, "part to watch", known)],
  );
  return [...pointProblems(wiring, at, output), ...(writable ? [] : [{ path: at, note }]), ...unknown];
};

/** A watchdog's output must be a contact that can be written, and what it watches must exist. */
export const watchdogChecks: readonly SiteCheck[] = [watchdog];
