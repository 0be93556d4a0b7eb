import { closeSync, fchmodSync, openSync, writeSync } from "node:fs";
import { AppError, messageOf } from "../../core/errors.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { inWords } from "../doctor/findings.ts";
import { spaceOf } from "../doctor/io/files.ts";
import { type DoctorOptions, type DoctorPorts, gather } from "../doctor/io/gather.ts";
import { realReach } from "../doctor/io/reach.ts";
import { judge } from "../doctor/judge.ts";
import { scrub } from "../doctor/scrub.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** What was found out about an installation, fit to be handed to somebody else: it holds no secret. */
export async function examine(options: DoctorOptions, ports: DoctorPorts) {
  const { facts, metrics, secrets } = await gather(options, ports);
  const findings = judge(facts);
  const bundle = scrub({ made: new Date(ports.now).toISOString(), findings, ...facts, metrics }, secrets);
  const words = scrub(inWords(findings), secrets);
  return { bundle, words: String(words), sound: findings.every(({ grade }) => grade !== "fault") };
}

/** `homeostat doctor`: what is wrong with an installation and what to do; with `--out` a file for a bug report. */
export async function doctor(
  options: Omit<DoctorOptions, "config"> & {
    readonly config?: readonly string[];
    readonly out?: string;
    readonly json?: boolean;
  },
): Promise<ExitCode> {
  const { bundle, words, sound } = await examine(
    { ...options, config: options.config ?? [] },
    { now: systemClocks.world.now(), space: spaceOf, reach: realReach },
  );
  const text = `${JSON.stringify(bundle, null, 2)}\n`;
  process.stdout.write(options.json === true ? text : words);
  if (options.out !== undefined) {
    writePrivately(options.out, text);
    process.stderr.write(
      `homeostat: ${options.out} is for a bug report: it holds no secrets; read it before you send it\n`,
    );
  }
  return sound ? exitCodes.ok : exitCodes.faults;
}

function writePrivately(path: string, text: string): void {
  try {
    const descriptor = openSync(path, "w", 0o600);
    fchmodSync(descriptor, 0o600);
    writeSync(descriptor, text);
    closeSync(descriptor);
  } catch (error) {
    throw new AppError("disk-failed", `--out ${path}: ${messageOf(error)}`, error);
  }
}
