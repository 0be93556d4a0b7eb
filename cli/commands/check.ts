import { normalize } from "node:path";
import { fileFault, formatFault } from "../../core/config/fault.ts";
import { configFiles, foldersIn, readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { type Checked, type ConfigTools, checkFiles } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";

/** What a check needs to be run: files, and somewhere to write. */
export interface CheckIo extends ConfigTools {
  /** The files a path stands for. */
  readonly files: (path: string) => readonly string[];
  /** The folders right below a path. */
  readonly folders: (path: string) => readonly string[];
  readonly out: (text: string) => void;
  readonly say: (text: string) => void;
}

function asJson({ faults }: Checked): string {
  const rows = faults.map(({ file, line, column, path, message, expected = "", hint = "" }) => {
    return { file, line, column, path, message, expected, hint };
  });
  return `${JSON.stringify(rows, null, 2)}\n`;
}

/** Folders below the paths whose YAML files nobody has read: a site that looks checked and is not. */
function unread(paths: readonly string[], read: ReadonlySet<string>, io: CheckIo): readonly string[] {
  const left = (folder: string): boolean => io.files(folder).some((file) => !read.has(normalize(file)));
  return [...new Set(paths.flatMap(io.folders).filter(left))];
}

/** Checks every file the paths stand for and tells all faults at once; touches no device and no network. */
export function runCheck(paths: readonly string[], options: { readonly json?: boolean }, io: CheckIo): ExitCode {
  const listed = paths.map((path) => ({ path, files: io.files(path) }));
  const empty = listed.filter(({ files }) => files.length === 0);
  const read = new Set<string>();
  const noting = (file: string) => {
    read.add(normalize(file));
    return io.read(file);
  };
  const checked = checkFiles([...new Set(listed.flatMap(({ files }) => files))], { ...io, read: noting });
  const nothing = empty.map(({ path }) => fileFault(path, { message: "there is no .yaml file in this directory" }));
  const all = { ...checked, faults: [...nothing, ...checked.faults] };
  if (options.json === true) {
    io.out(asJson(all));
  } else {
    for (const line of all.sound) io.out(`${line}\n`);
    for (const fault of all.faults) io.out(`${formatFault(fault)}\n\n`);
    if (all.faults.length > 0) io.say(`${all.faults.length} ${all.faults.length === 1 ? "fault" : "faults"}\n`);
  }
  for (const folder of unread(paths, read, io))
    io.say(`${folder} was not read: check it by its own name, \`homeostat check ${folder}\`\n`);
  return all.faults.length === 0 ? exitCodes.ok : exitCodes.faults;
}

/** `homeostat check PATH…` */
export async function check(paths: readonly string[], options: { readonly json?: boolean }): Promise<ExitCode> {
  return runCheck(paths, options, {
    read: readTextFile,
    files: configFiles,
    folders: foldersIn,
    drivers,
    out: (text) => process.stdout.write(text),
    say: (text) => process.stderr.write(text),
  });
}
