import type { Problem } from "../../../core/config/check.ts";
import { formatDuration } from "../../../core/time.ts";
import { movedBy } from "../../../rules/charter/reflex-schema.ts";
import type { DriveConfig, EnginePoint } from "../../../rules/engine/schema.ts";
import type { SiteCheck, Wiring } from "./wiring.ts";

const minute = 60_000;
const day = 1440;

function exerciseProblems({ exercise, warn }: DriveConfig, path: readonly string[]): Problem[] {
  if (exercise === undefined) return [];
  const { from, to } = exercise.between;
  const room = ((to - from + day) % day) * minute;
  const needed = exercise.for + (warn?.for ?? 0);
  const problems: Problem[] = [];
  if (needed > room) {
    const message = `${formatDuration(needed)} with its warning do not fit into ${formatDuration(room)}`;
    problems.push({ path: [...path, "between"], note: { message, expected: "hours in which it can be run whole" } });
  }
  if (exercise.for >= exercise.every) {
    const message = `${formatDuration(exercise.for)} are not shorter than ${formatDuration(exercise.every)}`;
    problems.push({ path: [...path, "for"], note: { message, expected: "for < every" } });
  }
  return problems;
}

/** What a drive does when no orders come, by the words of its own setting. */
const lossOf: Readonly<Record<string, DriveConfig["link"]["lost"]>> = {
  none: "hold",
  "last-speed": "hold",
  warning: "hold",
  fault: "stop",
};

/** What is expected to be set in devices, by device and setting. */
type Settings = ReadonlyMap<string, NonNullable<EnginePoint["expects"]>>;

function settingsOf({ points }: Wiring): Settings {
  const settings = new Map<string, NonNullable<EnginePoint["expects"]>>();
  for (const [path, { expects }] of points) {
    const key = `${path.slice(0, path.lastIndexOf("/"))} ${expects?.setting}`;
    if (expects !== undefined && !settings.has(key)) settings.set(key, expects);
  }
  return settings;
}

/** What the file says of a drive's own link must agree with the settings it expects in that drive. */
function settingProblems(settings: Settings, { device, link }: DriveConfig, path: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const expects = (setting: string) => settings.get(`${device} ${setting}`);
  const time = expects("communicationLossTime");
  if (link.lease !== undefined && time !== undefined && time.value * 1000 !== link.lease) {
    const message = `\`${device}\` is expected to be set to ${formatDuration(time.value * 1000)}`;
    problems.push({ path: [...path, "lease"], note: { message, expected: "the drive's own communicationLossTime" } });
  }
  const action = expects("communicationLossAction");
  const [word = ""] = Object.entries(action?.words ?? {}).find(([, value]) => value === action?.value) ?? [];
  if (link.lost !== undefined && action !== undefined && lossOf[word] !== link.lost) {
    const message = `\`${device}\` is expected to be set to \`${word}\``;
    problems.push({ path: [...path, "lost"], note: { message, expected: "what that makes the drive do" } });
  }
  return problems;
}

/** So many orders may be lost on the way before the drive takes the gateway for dead. */
const spareOrders = 3;

/** A lost order is not taken for a dead gateway. */
export function linkTimes(link: Pick<DriveConfig["link"], "reassert" | "lease">, path: readonly string[]): Problem[] {
  const { reassert, lease } = link;
  if (lease === undefined || reassert * spareOrders <= lease) return [];
  const message = `${formatDuration(reassert)} is too close to the lease of ${formatDuration(lease)}`;
  const expected = `at most ${formatDuration(Math.floor(lease / spareOrders))}, so that a lost order is not taken for a dead gateway`;
  return [{ path: [...path, "reassert"], note: { message, expected } }];
}

/** What the reflexes of the layer homeostasis move. */
function movedAtEase({ reflexes }: Wiring): ReadonlySet<string> {
  const homeostatic = [...reflexes.sound.values()].filter(({ layer }) => layer === "homeostasis");
  return new Set(homeostatic.flatMap(movedBy));
}

/** A drive that is let go needs a relay that gives it to its floats, and a reflex that takes it back. */
function releaseProblems(
  wiring: Wiring,
  name: string,
  { safeState }: DriveConfig,
  moved: ReadonlySet<string>,
): Problem[] {
  if (safeState !== "release") return [];
  const path = ["actuators", name, "safeState"];
  const problems: Problem[] = [];
  if (!wiring.hasWatchdog) {
    const message = "nothing gives it to its floats: the file has no `watchdog`";
    problems.push({ path, note: { message, expected: "a watchdog whose relay switches the drive, or stop or run" } });
  }
  if (!moved.has(name) && wiring.reflexes.sound.size === wiring.reflexes.names.size) {
    const message = "no reflex of the layer homeostasis moves it: it would be with its floats always";
    problems.push({ path, note: { message, expected: "stop or run" } });
  }
  return problems;
}

/** A speed is read back from the drive's point `actual`. */
function speedProblems(wiring: Wiring, { device, readBack }: DriveConfig, path: readonly string[]): Problem[] {
  const absent = wiring.devices.sound.has(device) && !wiring.points.has(`${device}/actual`);
  if (readBack.speed === undefined || !absent) return [];
  const note = { message: `\`${device}\` has no point actual`, expected: "a drive that shows its speed" };
  return [{ path: [...path, "speed"], on: "key", note }];
}

/** What a drive is asked for can be done, and agrees with what is set in it. */
export const driveChecks: readonly SiteCheck[] = [
  (wiring) => {
    const settings = settingsOf(wiring);
    const moved = movedAtEase(wiring);
    return [...wiring.actuators.sound].flatMap(([name, actuator]) => {
      if (actuator.form !== "speed") return [];
      const path = ["actuators", name];
      return [
        ...exerciseProblems(actuator, [...path, "exercise"]),
        ...speedProblems(wiring, actuator, [...path, "readBack"]),
        ...settingProblems(settings, actuator, [...path, "link"]),
        ...linkTimes(actuator.link, [...path, "link"]),
        ...releaseProblems(wiring, name, actuator, moved),
      ];
    });
  },
];
