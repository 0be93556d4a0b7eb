import { Command, CommanderError, Option } from "commander";
import { AppError } from "../core/errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Where a command that asks an instance finds it. */
export interface InstanceOptions {
  readonly data?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly json?: boolean;
}

/**
 * Runs one command line and tells how it ended. Each command's module is loaded only when it is called.
 * Data goes to stdout, everything else to stderr.
 */
export async function run(words: readonly string[], version: string): Promise<ExitCode> {
  let outcome: ExitCode = exitCodes.ok;
  const end = (code: ExitCode): void => {
    outcome = code;
  };
  const program = build(version, end);
  try {
    await program.parseAsync([...words], { from: "user" });
    return outcome;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUse;
  if (error instanceof AppError) {
    process.stderr.write(`homeostat: ${error.message}\n`);
    if (error.code === "wrong-use") return exitCodes.wrongUse;
    return error.code === "unreachable" ? exitCodes.unreachable : exitCodes.faults;
  }
  process.stderr.write(`homeostat: internal fault: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.internal;
}

/** The whole command line: every command, argument and option; `end` is told how a command ended. */
export function build(version: string, end: (code: ExitCode) => void): Command {
  const program = new Command("homeostat")
    .description("Keeps water, energy and air inside the range that supports life.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(homeostat --help shows all commands)")
    .configureHelp({ sortSubcommands: false });
  addHosts(program, end);
  addConfiguration(program, end);
  addQuestions(program, end);
  return program;
}

const data = (): Option => new Option("--data <dir>", "data directory").default("./homeostat-data");
const json = (): Option => new Option("--json", "answer for machines");

function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText("before", `Examples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}

function addHosts(program: Command, end: (code: ExitCode) => void): void {
  examples(program.command("up"), "homeostat up", "homeostat up --config examples/polder --speed 60")
    .description("everything on one machine; without --config the demo polder")
    .option("--config <dir>", "directory with site.yaml and region.yaml")
    .addOption(data())
    .option("--http <host:port>", "console and queries", "127.0.0.1:8420")
    .option("--mqtt <host:port>", "embedded broker", "127.0.0.1:1883")
    .option("--speed <n>", "run the simulated world n times faster", Number, 1)
    .addOption(json())
    .action(async (options) => end(await (await import("./commands/up.ts")).up(options)));
  examples(program.command("gateway <site>"), "homeostat gateway site.yaml --data /var/lib/homeostat")
    .description("one site: devices, engine, local alarms, spool")
    .addOption(data())
    .option("--world <file>", "world.json of a simulated world, for buses with port sim:…")
    .action(async (site, options) => end(await (await import("./commands/roles.ts")).gatewayCommand(site, options)));
  examples(program.command("ingest <file>"), "homeostat ingest ingest.yaml")
    .description("broker to store, and /query")
    .addOption(data())
    .action(async (file, options) => end(await (await import("./commands/roles.ts")).ingestCommand(file, options)));
  examples(program.command("region <file>"), "homeostat region region.yaml")
    .description("host application and the region's rungs of the ladder")
    .addOption(data())
    .action(async (file, options) => end(await (await import("./commands/roles.ts")).regionCommand(file, options)));
  examples(
    program.command("replay <map>"),
    "homeostat replay examples/environment-agency.yaml --speed max --data replay-data",
  )
    .description("recorded CSV as the devices of a site, on the file's own time")
    .addOption(data())
    .option("--speed <n>", "times faster than recorded, or max", "max")
    .option("--http <host:port>", "console and queries while it plays", "127.0.0.1:0")
    .addOption(json())
    .action(async (map, options) => end(await (await import("./commands/replay.ts")).replay(map, options)));
}

function addConfiguration(program: Command, end: (code: ExitCode) => void): void {
  examples(program.command("check <path...>"), "homeostat check examples/polder")
    .description("load configuration exactly as a start would; touches no device and no network")
    .addOption(json())
    .action(async (paths, options) => end(await (await import("./commands/check.ts")).check(paths, options)));
  examples(program.command("probe <site>"), "homeostat probe site.yaml")
    .description("talk to each configured device once, with a time limit")
    .option("--world <file>", "world.json of a simulated world")
    .addOption(json())
    .action(async (site, options) => end(await (await import("./commands/probe.ts")).probe(site, options)));
  const config = program.command("config").description("what is really in force");
  examples(config.command("print <path>"), "homeostat config print site.yaml --effective --redact")
    .description("print a configuration")
    .option("--effective", "with defaults and copied entries filled in")
    .option("--redact", "without secrets and addresses")
    .action(async (path, options) =>
      end(await (await import("./commands/config-print.ts")).configPrint(path, options)),
    );
}

function addQuestions(program: Command, end: (code: ExitCode) => void): void {
  const instance = (command: Command): Command =>
    command
      .addOption(data())
      .option("--url <url>", "a running instance instead of a data directory")
      .option("--token-file <file>", "file with the token for --url")
      .addOption(json());
  instance(examples(program.command("login"), "homeostat login --data /var/lib/homeostat"))
    .description("a one-time link to the console of a running instance")
    .action(async (options) => end(await (await import("./commands/login.ts")).login(options)));
  instance(
    examples(
      program.command("query <influxql>"),
      'homeostat query "SELECT mean(value) FROM reading GROUP BY time(1h)"',
    ),
  )
    .description("ask the store in InfluxQL")
    .action(async (text, options) => end(await (await import("./commands/query.ts")).query(text, options)));
  instance(examples(program.command("books"), "homeostat books --site gemaal-oostpolder"))
    .description("readings measured, stored, in flight, in gap records; unexplained must be 0")
    .option("--site <id>", "one site only")
    .action(async (options) => end(await (await import("./commands/books.ts")).books(options)));
  instance(examples(program.command("why <subject>"), "homeostat why pump-1", "homeostat why pump-1.pump-failed"))
    .description("the decision record behind an alarm, command or variable, in words")
    .option("--at <time>", "as it stood at this time (ISO 8601)")
    .action(async (subject, options) => end(await (await import("./commands/why.ts")).why(subject, options)));
}
