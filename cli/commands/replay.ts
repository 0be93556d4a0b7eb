import { AppError } from "../../core/errors.ts";
import { readTextFile } from "../../core/io/files.ts";
import { loadReplay } from "../../gateway/site/load-replay.ts";
import { loopbackAddress } from "../address.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { findInstance } from "../instance.ts";
import { failureOf, type ProcessReport, type Progress, type ReplaySpec } from "../io/child.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { startFleet } from "../io/fleet.ts";
import { interrupted, prepareInstance } from "../io/prepare.ts";
import { recordingOf } from "../io/recording.ts";
import { soundOrSaid } from "../io/role.ts";
import { leaveDirectory, takeDirectory } from "../io/running.ts";
import { type ReplaySummary, summarize, summaryInWords } from "../replay-summary.ts";

export interface ReplayOptions {
  readonly data: string;
  readonly speed: string;
  readonly http: string;
  readonly json?: boolean;
}

/** `homeostat replay`: plays recorded files through everything a live site goes through, and ends when all of it is stored. */
export async function replay(map: string, options: ReplayOptions): Promise<ExitCode> {
  const speed = speedOf(options.speed);
  const http = loopbackAddress("--http", options.http);
  const config = soundOrSaid(loadReplay(map, { read: readTextFile }));
  if (config === undefined) return exitCodes.faults;
  // Files that are nowhere are told before anything is started.
  recordingOf(config);
  const data = dataDirectory(options.data);
  const { region, site } = config.file;
  takeDirectory(data.running);
  try {
    await prepareInstance(data, site);
    const spec: ReplaySpec = {
      kind: "replay",
      data: data.root,
      map,
      speed,
      http,
      mqtt: { host: "127.0.0.1", port: 0 },
    };
    const end = watchReplay();
    const fleet = await startFleet(spec, data, {
      processes: ["hub", "replay"],
      onReport: (_, report) => end.on(report),
    });
    try {
      const instance = findInstance(options);
      const complete = await Promise.race([end.finished.then(() => true), interrupted().then(() => false)]);
      if (!complete) return unfinished();
      if (instance === undefined) throw new AppError("unreachable", `nothing runs on ${data.root} any more`);
      return tell(await summarize(instance, region, site), options.json === true);
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

/** Waits for the end of a replay among what its processes report; the first fault of the recording ends it too. */
function watchReplay() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const finished = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  finished.catch(() => undefined);
  const on = (report: ProcessReport): void => {
    if (report.kind === "finished") {
      showProgress(undefined);
      resolve();
    } else if (report.kind === "progress") showProgress(report.details);
    else if (report.kind === "failed" && isFinal(report)) reject(failureOf(report));
  };
  return { finished, on };
}

/** Starting again mends no recording; anything else is the supervisor's to try again. */
function isFinal({ code }: Extract<ProcessReport, { kind: "failed" }>): boolean {
  return code === "recording-invalid" || code === "config-invalid";
}

function showProgress(progress: Progress | undefined): void {
  if (!process.stderr.isTTY) return;
  const clear = "\r\u001b[K";
  if (progress === undefined) process.stderr.write(clear);
  else {
    const { readings, at, inFlight } = progress;
    process.stderr.write(`${clear}${readings} readings played, ${new Date(at).toISOString()}, ${inFlight} in flight`);
  }
}

function unfinished(): ExitCode {
  showProgress(undefined);
  process.stderr.write("homeostat: the replay was stopped before its end; the same command goes on from there\n");
  return exitCodes.faults;
}

function tell(summary: ReplaySummary, json: boolean): ExitCode {
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryInWords(summary));
  const { inFlight, unexplained } = summary.books;
  return inFlight === 0 && unexplained === 0 ? exitCodes.ok : exitCodes.faults;
}
