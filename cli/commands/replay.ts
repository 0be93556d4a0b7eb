import { resolve } from "node:path";
import { AppError } from "../../core/errors.ts";
import { readTextFile } from "../../core/io/files.ts";
import { survey } from "../../gateway/replay/survey.ts";
import { loadReplay } from "../../gateway/site/load-replay.ts";
import { loopbackAddress } from "../address.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { findInstance } from "../instance.ts";
import { failureOf, type ProcessReport, type ReplaySpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { startFleet } from "../io/fleet.ts";
import { keepOuterStore } from "../io/outer-store.ts";
import { interrupted, prepareInstance } from "../io/prepare.ts";
import { recordingOf } from "../io/recording.ts";
import { soundOrSaid } from "../io/role.ts";
import { leaveDirectory, takeDirectory } from "../io/running.ts";
import { type OuterStore, outerStoreConfig } from "../outer-store.ts";
import { type ProgressOptions, ReplayProgress } from "../replay-progress.ts";
import { type ReplaySummary, type SurveyedRecording, summarize, summaryInWords } from "../replay-summary.ts";

/** What `homeostat replay` takes besides its map. */
export interface ReplayOptions {
  readonly data: string;
  readonly speed: string;
  readonly http: string;
  readonly store?: string;
  readonly storeCredential?: string;
  readonly json?: boolean;
}

/** `homeostat replay`: plays recorded files through everything a live site goes through, and ends when all of it is stored. */
export async function replay(map: string, options: ReplayOptions): Promise<ExitCode> {
  const speed = speedOf(options.speed);
  const store = storeOf(options);
  const http = loopbackAddress("--http", options.http);
  const config = soundOrSaid(loadReplay(map, { read: readTextFile }));
  if (config === undefined) return exitCodes.faults;
  // What cannot be played is told before anything is started.
  const recording = await look(recordingOf(config));
  const data = dataDirectory(options.data);
  const { region, site } = config.file;
  takeDirectory(data.running);
  try {
    keepOuterStore(data, store);
    await prepareInstance(data, [site]);
    const spec: ReplaySpec = {
      kind: "replay",
      data: data.root,
      map,
      speed,
      store,
      http,
      mqtt: { host: "127.0.0.1", port: 0 },
    };
    const progress = new ReplayProgress({
      ...recording,
      form: progressForm(options.json === true),
      write: (text) => process.stderr.write(text),
    });
    const end = watchReplay(progress);
    const fleet = await startFleet(spec, data, {
      processes: [
        { name: "hub", program: "hub" },
        { name: "replay", program: "replay" },
      ],
      onReport: (_, report) => end.on(report),
    });
    try {
      const instance = findInstance(options);
      const complete = await Promise.race([end.finished.then(() => true), interrupted().then(() => false)]);
      progress.end();
      if (!complete) return unfinished();
      if (instance === undefined) throw new AppError("unreachable", `nothing runs on ${data.root} any more`);
      return tell(await summarize(instance, recording, { region, site }), options.json === true);
    } finally {
      await fleet.stop();
    }
  } finally {
    leaveDirectory(data.running);
  }
}

function speedOf(text: string): number | null {
  if (text === "max") return null;
  const speed = Number(text);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new AppError("wrong-use", `--speed takes a number above 0, or max; not "${text}"`);
}

function storeOf({ store, storeCredential }: ReplayOptions): OuterStore | undefined {
  if (store === undefined) {
    if (storeCredential === undefined) return undefined;
    throw new AppError("wrong-use", "--store-credential is for a store that --store URL names");
  }
  const named = { url: store, credentialFile: storeCredential === undefined ? undefined : resolve(storeCredential) };
  outerStoreConfig(named);
  return named;
}

/** Reads the whole recording once: what it holds, and which rows the map lets be passed over. */
async function look(rows: ReturnType<typeof recordingOf>): Promise<SurveyedRecording> {
  let badRows = 0;
  let firstBadRow: string | null = null;
  const found = await survey(
    rows((place) => {
      badRows += 1;
      firstBadRow ??= place;
    }),
  );
  return { ...found, badRows, firstBadRow };
}

function progressForm(json: boolean): ProgressOptions["form"] {
  if (process.stderr.isTTY) return "terminal";
  return json ? "json" : "none";
}

/** Waits for the end of a replay among what its processes report; the first fault of the recording ends it too. */
function watchReplay(progress: ReplayProgress) {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const finished = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  finished.catch(() => undefined);
  const on = (report: ProcessReport): void => {
    if (report.kind === "finished") resolve();
    else if (report.kind === "progress") progress.show(report.details);
    else if (report.kind === "failed" && isFinal(report)) reject(failureOf(report));
  };
  return { finished, on };
}

/** Starting again mends no recording; anything else is the supervisor's to try again. */
function isFinal({ code }: Extract<ProcessReport, { kind: "failed" }>): boolean {
  return code === "recording-invalid" || code === "config-invalid";
}

function unfinished(): ExitCode {
  process.stderr.write("homeostat: the replay was stopped before its end; the same command goes on from there\n");
  return exitCodes.faults;
}

function tell(summary: ReplaySummary, json: boolean): ExitCode {
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryInWords(summary));
  const { inFlight, unexplained } = summary.books;
  return inFlight === 0 && unexplained === 0 ? exitCodes.ok : exitCodes.faults;
}
