import type { Problem } from "../../../core/config/check.ts";
import { didYouMean, type Vocabulary, wordsOf } from "../../../core/config/suggest.ts";
import { splitLocalPath } from "../../../core/ids.ts";
import type { Wiring } from "./wiring.ts";

/** So many names are still listed. */
const mostListed = 12;

/** The names that may stand in the place of one that may not, where they are few. */
function listed(known: Vocabulary, except: string): string | undefined {
  const names: string[] = [];
  for (const name of wordsOf(known)) {
    if (name !== except) names.push(name);
    if (names.length > mostListed) return undefined;
  }
  return names.length === 0 ? undefined : names.join(", ");
}

/** A name that is used but never declared. */
export function dangling(path: readonly string[], name: string, what: string, known: Vocabulary): Problem {
  const hint = didYouMean(name, known);
  const expected = listed(known, name);
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
  /** A name of those that may not stand in this list. */
  readonly except?: string;
}): Problem[] {
  const seen = new Set<string>();
  return use.names.flatMap((name, index): Problem[] => {
    const path = [...use.path, String(index)];
    if (name === use.except || !use.known.has(name)) return [dangling(path, name, use.what, use.known)];
    const twice = seen.has(name);
    seen.add(name);
    return twice ? [{ path, note: { message: `\`${name}\` stands in this list twice` } }] : [];
  });
}

/** Whether a path can be judged: the points of a device with faults of its own are not known. */
export function isJudged(wiring: Wiring, path: string): boolean {
  const device = splitLocalPath(path)?.device;
  return device === undefined || !wiring.devices.names.has(device) || wiring.devices.sound.has(device);
}

/** A problem when a path names neither a variable nor a device point. */
export function pathProblems(wiring: Wiring, at: readonly string[], path: string): Problem[] {
  if (wiring.paths.has(path) || !isJudged(wiring, path)) return [];
  return [dangling(at, path, "variable or device point", wiring.paths)];
}

/** A problem when a path names no point of a device. */
export function pointProblems(wiring: Wiring, at: readonly string[], path: string): Problem[] {
  if (wiring.points.has(path) || !isJudged(wiring, path)) return [];
  return [dangling(at, path, "device point", wiring.points)];
}
