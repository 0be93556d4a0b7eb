import type { Problem } from "../../../core/config/check.ts";
import { didYouMean } from "../../../core/config/suggest.ts";
import { splitLocalPath } from "../../../core/ids.ts";
import type { Wiring } from "./wiring.ts";

/** A name that is used but never declared. */
export function dangling(path: readonly string[], name: string, what: string, known: Iterable<string>): Problem {
  const names = [...known];
  const hint = didYouMean(name, names);
  const expected = names.length === 0 || names.length > 12 ? undefined : names.join(", ");
  return {
    path,
    note: {
      message: `there is no ${what} \`${name}\``,
      ...(expected === undefined ? {} : { expected }),
      ...(hint === undefined ? {} : { hint }),
    },
  };
}

/** A list that names something that is not declared, or the same thing twice. */
export function listProblems(use: {
  readonly path: readonly string[];
  readonly names: readonly string[];
  readonly what: string;
  readonly known: ReadonlySet<string>;
}): Problem[] {
  return use.names.flatMap((name, index): Problem[] => {
    const path = [...use.path, String(index)];
    if (!use.known.has(name)) return [dangling(path, name, use.what, use.known)];
    const twice = use.names.indexOf(name) < index;
    return twice ? [{ path, note: { message: `\`${name}\` stands in this list twice` } }] : [];
  });
}

/** Every path a site knows: variables, and the points of its devices. */
export function knownPaths(wiring: Wiring): ReadonlySet<string> {
  return new Set([...wiring.variables.names, ...wiring.points.keys()]);
}

/** Whether a path can be judged: the points of a device with faults of its own are not known. */
export function isJudged(wiring: Wiring, path: string): boolean {
  const device = splitLocalPath(path)?.device;
  return device === undefined || !wiring.devices.names.has(device) || wiring.devices.sound.has(device);
}

/** A problem when a path names neither a variable nor a device point. */
export function pathProblems(wiring: Wiring, at: readonly string[], path: string): Problem[] {
  const known = knownPaths(wiring);
  if (known.has(path) || !isJudged(wiring, path)) return [];
  return [dangling(at, path, "variable or device point", known)];
}

/** A problem when a path names no point of a device. */
export function pointProblems(wiring: Wiring, at: readonly string[], path: string): Problem[] {
  if (wiring.points.has(path) || !isJudged(wiring, path)) return [];
  return [dangling(at, path, "device point", wiring.points.keys())];
}
