import type { Problem } from "../../../core/config/check.ts";
import { components } from "../../../core/graph.ts";
import { groupBy } from "../../../core/group-by.ts";
import { priorities } from "../../../core/wire/alarm-words.ts";
import type { AlarmConfig } from "../../../rules/charter/alarm-schema.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

/** One alarm hides another while it is active, and where the file says so. */
interface Hiding {
  readonly path: readonly string[];
  readonly hider: string;
  readonly hidden: string;
}

const rank = ({ priority }: AlarmConfig) => priorities.indexOf(priority);

/** What hides what, of the alarms that are sound. */
function hidings(wiring: Wiring): Hiding[] {
  const { at, sound } = wiring.alarms;
  const all = [...sound].flatMap(([name, { suppresses = [], suppressedBy = [] }]): Hiding[] => [
    ...suppresses.map((hidden, index) => ({
      path: [...at, name, "suppresses", String(index)],
      hider: name,
      hidden,
    })),
    ...suppressedBy.map((hider, index) => ({
      path: [...at, name, "suppressedBy", String(index)],
      hider,
      hidden: name,
    })),
  ]);
  return all.filter(({ hider, hidden }) => hider !== hidden && sound.has(hider) && sound.has(hidden));
}

/** The problem of an alarm that hides a worse one. */
function inverted(wiring: Wiring, { path, hider, hidden }: Hiding): Problem | undefined {
  const milder = wiring.alarms.sound.get(hider);
  const worse = wiring.alarms.sound.get(hidden);
  if (milder === undefined || worse === undefined || rank(milder) <= rank(worse)) return undefined;
  const message = `\`${hider}\` (${milder.priority}) would hide \`${hidden}\` (${worse.priority})`;
  return { path, note: { message, expected: "an alarm is hidden only by one of its own priority or a higher one" } };
}

/** Of alarms that hide one another in a ring none would be shown. */
function ringProblems(rightful: readonly Hiding[]): Problem[] {
  const hides = groupBy(rightful, ({ hider }) => hider);
  const groups = components(hides.keys(), (name) => (hides.get(name) ?? []).map(({ hidden }) => hidden));
  const group = new Map(groups.flatMap((members, index) => members.map((name) => [name, index] as const)));
  return rightful
    .filter(({ hider, hidden }) => group.get(hider) === group.get(hidden))
    .map(({ path, hider, hidden }) => {
      const message = `\`${hider}\` hides \`${hidden}\`, which hides it in turn: neither would be shown`;
      return { path, note: { message, expected: "alarms that hide others in one direction only" } };
    });
}

/** No alarm hides a worse one, and none is hidden by what it hides itself. */
export const suppressionChecks: readonly SiteCheck[] = [
  (wiring) => {
    const judged = hidings(wiring).map((hiding) => ({ hiding, problem: inverted(wiring, hiding) }));
    const rightful = judged.flatMap(({ hiding, problem }) => (problem === undefined ? [hiding] : []));
    return [...judged.flatMap(({ problem }) => problem ?? []), ...ringProblems(rightful)];
  },
];
