import { checkShape, locate, openConfig, type Problem } from "../../core/config/check.ts";
import { type Fault, fileFault, sortFaults } from "../../core/config/fault.ts";
import { besideFile } from "../../core/config/paths.ts";
import type { ReadText } from "../../core/config/reader.ts";
import { blockAt, noSection, section } from "../../core/config/section.ts";
import { splitLocalPath } from "../../core/ids.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { alarmSchema } from "../../rules/charter/alarm-schema.ts";
import { type EnginePoint, type EngineSite, type VariableConfig, variableSchema } from "../../rules/engine/schema.ts";
import { dangling } from "./checks/names.ts";
import { type Wiring, wired } from "./checks/wiring.ts";
import { wiringProblems } from "./load-site.ts";
import { type ReplayConfig, type ReplayFile, replaySchema } from "./replay-schema.ts";

/** A recorded value is as old as its row says; between rows nothing is read, so nothing turns stale by itself. */
const neverStale = Number.MAX_SAFE_INTEGER;

function replayedPoint(variable: VariableConfig | undefined): EnginePoint {
  return {
    unit: variable?.unit ?? "1",
    type: variable?.unit === "bool" ? "boolean" : "number",
    writable: false,
    staleAfter: variable?.quality?.stale ?? neverStale,
    ...(variable?.span === undefined ? {} : { span: variable.span }),
  };
}

interface Filled {
  /** Where it is written: file index and csv column. */
  readonly path: readonly string[];
  readonly file: number;
  readonly target: string;
}

function columnsOf(value: unknown): Filled[] {
  const files = blockAt(value, [])["files"];
  if (!Array.isArray(files)) return [];
  return files.flatMap((entry: unknown, index) =>
    Object.entries(blockAt(entry, ["columns"])).flatMap(([column, target]) =>
      typeof target === "string" ? [{ path: ["files", String(index), "columns", column], file: index, target }] : [],
    ),
  );
}

function columnProblems(value: unknown, wiring: Wiring): Problem[] {
  const seen = new Set<string>();
  return columnsOf(value).flatMap(({ path, file, target }): Problem[] => {
    // Several files may fill a variable, one after another; two columns of a file always have the same moments.
    const place = `${file} ${target}`;
    if (seen.has(place)) return [{ path, note: { message: `\`${target}\` is already filled by another column` } }];
    seen.add(place);
    return wiring.variables.names.has(target) ? [] : [dangling(path, target, "variable", wiring.variables.names)];
  });
}

function replayWiring(value: unknown): Wiring {
  const variables = section(value, ["variables"], variableSchema);
  const targets = columnsOf(value).map(({ target }) => target);
  const devices = new Set(targets.map((target) => splitLocalPath(target)?.device ?? ""));
  const device = { driver: "replay", bus: "files", poll: 1000, config: {} };
  return wired({
    commons: undefined,
    buses: { at: ["files"], names: new Set(["files"]), sound: new Map() },
    devices: { at: ["files"], names: devices, sound: new Map([...devices].map((name) => [name, device])) },
    unasked: new Set(),
    points: new Map(targets.map((target) => [target, replayedPoint(variables.sound.get(target))])),
    variables,
    actuators: noSection(["actuators"]),
    interlocks: noSection(["interlocks"]),
    seasons: new Set(),
    ranges: noSection(["ranges"]),
    reflexes: noSection(["reflexes"]),
    alarms: section(value, ["alarms"], alarmSchema),
    ladder: undefined,
    hasWatchdog: false,
    watchdog: undefined,
  });
}

function engineOf(file: ReplayFile, wiring: Wiring): EngineSite {
  return {
    region: file.region,
    site: file.site,
    timeZone: "UTC",
    commons: [...new Set(Object.values(file.variables).map(({ commons }) => commons))],
    points: Object.fromEntries(wiring.points),
    variables: file.variables,
    actuators: {},
    curves: {},
    interlocks: {},
    charter: {
      version: 1,
      seasons: {},
      ranges: {},
      reflexes: {},
      alarms: file.alarms,
      ladder: { local: { outputs: [] } },
    },
  };
}

/** Checks the text of a replay map; the recorded files themselves are opened by the replay. */
export function checkReplay(file: string, text: string): Result<ReplayConfig, readonly Fault[]> {
  const { opened, faults } = openConfig(file, text);
  if (opened === undefined) return err(faults);
  const shape = checkShape(opened, replaySchema);
  const wiring = replayWiring(opened.plain);
  const problems = [...wiringProblems(wiring), ...columnProblems(opened.plain, wiring)];
  const all = [...faults, ...shape.faults, ...problems.map((problem) => locate(opened, problem))];
  if (all.length > 0 || shape.value === undefined) return err(sortFaults(all));
  return ok({ path: file, file: shape.value, engine: engineOf(shape.value, wiring) });
}

/** Loads a replay map. */
export function loadReplay(file: string, tools: { readonly read: ReadText }): Result<ReplayConfig, readonly Fault[]> {
  const text = tools.read(file);
  return text.ok ? checkReplay(file, text.value) : err([fileFault(file, { message: text.error })]);
}

/** Where a recorded file may be, in the order to look: the data folder, then beside the map. */
export function recordedFilePlaces(map: string, file: string, dataFolder: string | undefined): readonly string[] {
  const beside = besideFile(map, file);
  return dataFolder === undefined ? [beside] : [`${dataFolder.replace(/\/$/, "")}/${file}`, beside];
}
