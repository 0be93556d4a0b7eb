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
  addDashboards(program, end);
  addUsers(program, end);
  return program;
}

const data = (): Option =>
  new Option("--data <dir>", "data directory").default("./homeostat-data").argParser((text) => {
    if (text === "") throw new AppError("wrong-use", "--data takes a directory, not an empty name");
    return text;
  });
const published = (): Option =>
  new Option("--published", "in a container: listen on any address; its port is to be published on loopback only");
const json = (): Option => new Option("--json", "answer for machines");

function examples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText("before", `Examples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
}

function addHosts(program: Command, end: (code: ExitCode) => void): void {
  examples(
    program.command("up"),
    "homeostat up",
    "homeostat up --config examples/polder --speed 60",
    "homeostat up --speed max --for 24h",
    "homeostat up --speed max --from 2026-02-12T00:00:00+01:00 --for 24h --faults faults.yaml",
  )
    .description("everything on one machine; without --config the demo: water, energy and air in one region")
    .option("--config <dir>", "directory with the site files and the region file")
    .addOption(data())
    .option("--http <host:port>", "console and queries", "127.0.0.1:8420")
    .addOption(published())
    .option("--mqtt <host:port>", "embedded broker", "127.0.0.1:1883")
    .option(
      "--speed <n>",
      "run the simulated world up to n times faster, or max: as fast as it goes, --for so long",
      "1",
    )
    .option("--for <duration>", "with --speed max: live so long, then end")
    .option("--from <time>", "with --speed max: begin at this time (ISO 8601); without it, so that it ends now")
    .option("--faults <file>", "with --speed max: what goes wrong in the simulated sites, and when")
    .option("--public <url>", "the address people type, where a proxy with TLS stands in front")
    .option("--frame <url>", "whose pages may show the console in a frame: a Grafana")
    .addOption(json())
    .action(async (options) => end(await (await import("./commands/up.ts")).up(options)));
  examples(program.command("gateway <site>"), "homeostat gateway site.yaml --data /var/lib/homeostat")
    .description("one site: devices, engine, local alarms, spool")
    .addOption(data())
    .option("--world <file>", "world.json of a simulated world, for buses with port sim:…")
    .action(async (site, options) => end(await (await import("./commands/gateway.ts")).gateway(site, options)));
  examples(program.command("ingest <file>"), "homeostat ingest ingest.yaml")
    .description("broker to store, and /query")
    .addOption(data())
    .action(async (file, options) => end(await (await import("./commands/ingest.ts")).ingest(file, options)));
  examples(program.command("region <file>"), "homeostat region region.yaml")
    .description("host application and the region's rungs of the ladder")
    .addOption(data())
    .action(async (file, options) => end(await (await import("./commands/region.ts")).region(file, options)));
  examples(program.command("console <file>"), "homeostat console console.yaml")
    .description("the operator's page and API, beside a broker and a store")
    .addOption(data())
    .addOption(published())
    .action(async (file, options) => end(await (await import("./commands/console.ts")).consoleRole(file, options)));
  examples(program.command("world <site>"), "homeostat world site.yaml --data world-data")
    .description("the simulated plant of a site, for a gateway with --world")
    .addOption(data())
    .action(async (site, options) => end(await (await import("./commands/world.ts")).world(site, options)));
  examples(
    program.command("replay <map>"),
    "homeostat replay examples/environment-agency.yaml --speed max --data replay-data",
    "homeostat replay MAP.yaml --store http://127.0.0.1:8086/homeostat --store-credential influx.json",
  )
    .description("recorded CSV as the devices of a site, on the file's own time")
    .addOption(data())
    .option("--speed <n>", "times faster than recorded, or max", "max")
    .option("--store <url>", "into an InfluxDB: http://host:8086/database, or http://host:8086?org=ORG&bucket=BUCKET")
    .option("--store-credential <file>", "JSON with its username and password, or its token")
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
  examples(
    program.command("schema <kind>"),
    "homeostat schema site > site.schema.json",
    "first line of site.yaml: # yaml-language-server: $schema=site.schema.json",
  )
    .description(
      "JSON Schema (draft-7) of a kind of file, for editors: site, region, ingest, console, replay, map, faults",
    )
    .action(async (kind) => end((await import("./commands/schema.ts")).printSchema(kind)));
  examples(
    program.command("doctor"),
    "homeostat doctor",
    "homeostat doctor --data /var/lib/homeostat/ingest --config /etc/homeostat/ingest.yaml --out report.json",
  )
    .description("what is wrong with an installation and what to do; a file for a bug report, without secrets")
    .addOption(data())
    .option("--config <path...>", "files or directories of the processes that run on it; without it those of `up`")
    .option("--http <host:port>", "without --config: where the console is to listen", "127.0.0.1:8420")
    .option("--mqtt <host:port>", "without --config: where the embedded broker is to listen", "127.0.0.1:1883")
    .option("--out <file>", "write everything that was found out, for a bug report")
    .addOption(json())
    .action(async (options) => end(await (await import("./commands/doctor.ts")).doctor(options)));
  const config = program.command("config").description("what is really in force");
  examples(config.command("print <path>"), "homeostat config print site.yaml --effective --redact")
    .description("print a configuration")
    .option("--effective", "with defaults and copied entries filled in")
    .option("--redact", "without secrets and addresses")
    .action(async (path, options) =>
      end(await (await import("./commands/config-print.ts")).configPrint(path, options)),
    );
  examples(config.command("acl <region>"), "homeostat config acl region.yaml")
    .description("the access list for a mosquitto of your own; a site's credential is its id")
    .option("--region <name>", "credential of `homeostat region`", "region")
    .option("--ingest <name>", "credential of `homeostat ingest`", "ingest")
    .option("--console <name>", "credential of the console", "console")
    .option("--reader <name>", "credential of those who only read", "reader")
    .action(async (region, options) =>
      end(await (await import("./commands/config-acl.ts")).configAcl(region, options)),
    );
}

function addDashboards(program: Command, end: (code: ExitCode) => void): void {
  const language = (): Option =>
    new Option("--lang <language>", "language of the boards").choices(["en", "nl"]).default("en");
  const boardConfig = (): Option =>
    new Option(
      "--config <path>",
      "a directory of configuration, or one site file: the boards take names and units from it",
    );
  const dashboards = program.command("dashboards").description("boards for Grafana");
  examples(
    dashboards.command("build"),
    "homeostat dashboards build --out /var/lib/grafana/dashboards/homeostat --lang nl",
    "homeostat dashboards build --config examples/lage-landen",
  )
    .description("write the boards for Grafana as JSON")
    .option("--out <dir>", "directory to write them in", "./grafana-boards")
    .addOption(boardConfig())
    .addOption(language())
    .action(async (options) => end(await (await import("./commands/dashboards-build.ts")).buildDashboards(options)));
  examples(
    dashboards.command("diff"),
    "homeostat dashboards diff --url http://127.0.0.1:3000 --token-file grafana-token",
    "homeostat dashboards diff --dir /var/lib/grafana/dashboards/homeostat",
  )
    .description("where installed boards differ from what this version builds; exit 1 when one does")
    .option("--url <url>", "a running Grafana")
    .option("--token-file <file>", "file with the token of a service account of Grafana that may read")
    .option("--dir <dir>", "directory of installed files")
    .addOption(boardConfig())
    .addOption(language())
    .addOption(json())
    .action(async (options) => end(await (await import("./commands/dashboards-diff.ts")).diffDashboards(options)));
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
  instance(
    examples(
      program.command("why [subject]"),
      "homeostat why pump-1",
      "homeostat why pump-1.pump-failed",
      "homeostat why --since 8h",
    ),
  )
    .description("the decision record behind an alarm, command or variable, in words; or what happened in a shift")
    .option("--since <duration>", "instead of a subject: what alarms did and people ordered in this time")
    .option("--at <time>", "as it stood at this time (ISO 8601)")
    .action(async (subject, options) => end(await (await import("./commands/why.ts")).why(subject, options)));
}

function addUsers(program: Command, end: (code: ExitCode) => void): void {
  const user = program.command("user").description("who may log in");
  const load = () => import("./commands/user.ts");
  const of = (command: Command): Command =>
    command
      .addOption(data())
      .option("--users <file>", "the file that a console file names, instead of the data directory's");
  of(examples(user.command("add <name>"), "homeostat user add anna --role operator"))
    .description("a person; the password is asked for, or read from stdin")
    .requiredOption("--role <role>", "observer: reads; operator: reads and acts")
    .action(async (name, options) => end(await (await load()).addUser(name, options)));
  of(examples(user.command("passwd <name>"), "homeostat user passwd anna"))
    .description("another password; whoever is logged in with the old one is logged out")
    .action(async (name, options) => end(await (await load()).changePassword(name, options)));
  of(examples(user.command("token <name>"), "homeostat user token grafana"))
    .description("a token for a program that only reads; printed this once")
    .action(async (name, options) => end((await load()).addToken(name, options)));
  of(examples(user.command("remove <name>"), "homeostat user remove anna"))
    .description("a user or token that lets in no more, at once")
    .action(async (name, options) => end((await load()).removeUser(name, options)));
  of(examples(user.command("list"), "homeostat user list"))
    .description("names and roles")
    .addOption(json())
    .action(async (options) => end((await load()).listUsers(options)));
}
