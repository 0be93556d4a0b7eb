import { why as explain } from "../../dashboards/server/why.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { askRows } from "../instance.ts";
import { withInstance } from "../io/open-instance.ts";
import type { InstanceOptions } from "../program.ts";

/** `homeostat why`: the records behind an alarm, actuator or variable, in words and as JSON. */
export async function why(subject: string, options: InstanceOptions & { readonly at?: string }): Promise<ExitCode> {
  const at = options.at === undefined ? null : Date.parse(options.at);
  if (Number.isNaN(at)) {
    process.stderr.write(`homeostat: --at takes a time such as 2026-03-04T03:12:00Z, not "${options.at}"\n`);
    return exitCodes.wrongUse;
  }
  return withInstance(options, async (instance) => {
    const explanation = await explain(subject, at, (influxql) => askRows(instance, influxql));
    if (explanation.records.length === 0) {
      process.stderr.write(
        `homeostat: nothing is recorded about ${subject}; name an actuator (pump-1), an alarm (pump-1.pump-failed) or a variable (site/level-inside)\n`,
      );
      return exitCodes.faults;
    }
    process.stdout.write(options.json ? `${JSON.stringify(explanation)}\n` : `${explanation.words.join("\n")}\n`);
    return exitCodes.ok;
  });
}
