import { stringify } from "yaml";
import { withDefaults } from "../../core/config/effective.ts";
import { formatFault } from "../../core/config/fault.ts";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { type ConfigTools, checkFiles, openKind, schemaOf } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** What to print of a configuration. */
export interface PrintOptions {
  readonly effective?: boolean;
  readonly redact?: boolean;
}

/** What printing needs: files, and somewhere to write. */
export interface PrintIo extends ConfigTools {
  readonly out: (text: string) => void;
  readonly say: (text: string) => void;
}

/** Keys that tell where something is reached, or in which file a secret lies. */
const isPrivate = (key: string) => /^(url|tcp|port|host)$|File$/.test(key);

/** A configuration without addresses and names of secret files. */
export function redacted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      const hide = isPrivate(key) && typeof held !== "object";
      return [key, hide ? "(redacted)" : redacted(held)];
    }),
  );
}

/** Prints what a configuration really says: as written, or with copied entries and defaults filled in. */
export function runConfigPrint(file: string, options: PrintOptions, io: PrintIo): ExitCode {
  const { faults } = checkFiles([file], io);
  const { written } = openKind(file, io.read);
  if (faults.length > 0 || written === undefined) {
    for (const fault of faults) io.say(`${formatFault(fault)}\n\n`);
    return exitCodes.faults;
  }
  if (options.effective !== true && options.redact !== true) {
    io.out(written.text);
    return exitCodes.ok;
  }
  const schema = schemaOf(written.kind, io.drivers);
  const shown = options.effective === true ? withDefaults(schema, written.plain) : written.plain;
  io.out(
    stringify(options.redact === true ? redacted(shown) : shown, { lineWidth: 120, aliasDuplicateObjects: false }),
  );
  return exitCodes.ok;
}

/** `homeostat config print SITE.yaml [--effective] [--redact]` */
export async function configPrint(file: string, options: PrintOptions): Promise<ExitCode> {
  return runConfigPrint(file, options, {
    read: readTextFile,
    drivers,
    out: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(text),
  });
}
