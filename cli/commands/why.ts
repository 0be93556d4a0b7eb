import { AppError } from "../../core/errors.ts";
import { parseDuration } from "../../core/time.ts";
import { printable, printableJson } from "../../core/unseen.ts";
import { whyOrRested } from "../../dashboards/server/explanation.ts";
import { shiftOf } from "../../dashboards/server/shift.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { askRows } from "../instance.ts";
import { withInstance } from "../io/open-instance.ts";
import type { InstanceOptions } from "../program.ts";

/** When the question is about. */
export interface WhyOptions extends InstanceOptions {
  readonly at?: string;
  readonly since?: string;
}

/** `homeostat why`: the records behind an alarm, actuator or variable, or what happened in a shift, in words and as JSON. */
export async function why(subject: string | undefined, options: WhyOptions): Promise<ExitCode> {
  if ((subject === undefined) === (options.since === undefined))
    throw new AppError("wrong-use", "why takes a subject, such as pump-1, or --since with a duration, such as 8h");
  return subject === undefined ? shift(options.since ?? "", options) : reasons(subject, options);
}

async function shift(since: string, options: WhyOptions): Promise<ExitCode> {
  const lasted = parseDuration(since);
  if (lasted === undefined || lasted === 0)
    throw new AppError("wrong-use", `--since takes a duration such as 8h, not "${since}"`);
  if (options.at !== undefined) throw new AppError("wrong-use", "--at goes with a subject, not with --since");
  const { words, cut } = await withInstance(options, (instance) =>
    shiftOf(lasted, (influxql) => askRows(instance, influxql)),
  );
  if (cut) process.stderr.write("homeostat: there was more than is looked through; give a shorter --since\n");
  if (words.length === 0) process.stderr.write(`homeostat: no alarm and no order of a person in the last ${since}\n`);
  if (options.json === true) process.stdout.write(`${printableJson(JSON.stringify(words))}\n`);
  else for (const line of words) process.stdout.write(`${printable(line)}\n`);
  return exitCodes.ok;
}

async function reasons(subject: string, options: WhyOptions): Promise<ExitCode> {
  const at = options.at === undefined ? null : Date.parse(options.at);
  if (Number.isNaN(at)) {
    process.stderr.write(`homeostat: --at takes a time such as 2026-03-04T03:12:00Z, not "${options.at}"\n`);
    return exitCodes.wrongUse;
  }
  return withInstance(options, async (instance) => {
    const explanation = await whyOrRested(subject, { at }, (influxql) => askRows(instance, influxql));
    if (explanation.records.length === 0) {
      process.stderr.write(
        `homeostat: nothing is recorded about ${subject}; name an actuator (pump-1), an alarm (pump-1.pump-failed) or a variable (site/level-inside)\n`,
      );
      return exitCodes.faults;
    }
    const { words } = explanation;
    const text = options.json ? printableJson(JSON.stringify(explanation)) : words.map(printable).join("\n");
    process.stdout.write(`${text}\n`);
    return exitCodes.ok;
  });
}
