import { readdirSync } from "node:fs";
import { arch, cpus, freemem, platform, release, totalmem, uptime } from "node:os";
import { dirname, join } from "node:path";
import { withDefaults } from "../../../core/config/effective.ts";
import { besideFile } from "../../../core/config/paths.ts";
import { blockAt } from "../../../core/config/section.ts";
import { configFiles, readTextFile } from "../../../core/io/files.ts";
import type { EpochMs } from "../../../core/time.ts";
import { drivers } from "../../../gateway/drivers/index.ts";
import { redacted } from "../../commands/config-print.ts";
import { checkFiles, openKind, schemaOf, type Written } from "../../configuration.ts";
import { type DataDirectory, dataDirectory } from "../../io/data-directory.ts";
import { packageFile, packageVersion } from "../../io/package-files.ts";
import { isTaken, type Running, readRunning } from "../../io/running.ts";
import { readSecrets } from "../../io/secrets.ts";
import type { ConfigFacts, DoctorFacts, DoorFacts, SerialFacts, Space } from "../facts.ts";
import { filesUnder, placesIn } from "../places.ts";
import { secretTexts } from "../scrub.ts";
import { certificateFacts, dataFacts, factsOf, filesBelow, may, namedIn, spoolFacts, textAt } from "./files.ts";
import type { Reach, Told } from "./reach.ts";

/** What `doctor` is asked to look at. */
export interface DoctorOptions {
  readonly data: string;
  /** Files or directories; none where `up` runs its own. */
  readonly config: readonly string[];
  readonly http: string;
  readonly mqtt: string;
}

/** What `doctor` takes from outside besides files. */
export interface DoctorPorts {
  readonly now: EpochMs;
  readonly space: (directory: string) => Space | undefined;
  readonly reach: Reach;
}

/** What was found, what a running instance counts, and every secret text that must not be told. */
export interface Gathered {
  readonly facts: DoctorFacts;
  readonly metrics: readonly string[];
  readonly secrets: readonly string[];
}

/** Looks at everything; changes nothing. */
export async function gather(options: DoctorOptions, ports: DoctorPorts): Promise<Gathered> {
  const data = dataDirectory(options.data);
  const files = options.config.flatMap(configFiles);
  const written = files.flatMap((file) => openKind(file, readTextFile).written ?? []);
  const named = namedFiles(data, written);
  const running = readRunning(data.running);
  const doors = await Promise.all(doorsOf(options, written, running).map((door) => doorAt(door, running, ports.reach)));
  const ours = isTaken(data.running) ? addresses(doors, running) : [];
  const told = await Promise.all(ours.map((url) => ports.reach.running(url, tokenOf(data))));
  const places = written.flatMap(({ file, plain }) => placesIn(plain).map((place) => ({ file, ...place })));
  const outside = places.filter(() => factsOf(data.store) === undefined);
  const facts = {
    now: ports.now,
    versions: {
      homeostat: packageVersion(),
      node: process.version,
      platform: platform(),
      architecture: arch(),
      kernel: release(),
    },
    machine: { memory: totalmem(), memoryFree: freemem(), processors: cpus().length, up: uptime() * 1_000 },
    installed: factsOf(packageFile)?.changed,
    data: dataFacts(data, ports.space(data.root)),
    secrets: named.secrets.flatMap((path) => factsOf(path) ?? []),
    unsound: unsound(data, outside),
    certificates: [...new Set(named.certificates)].map(certificateFacts),
    doors,
    brokers: await Promise.all(
      outside.flatMap(({ file, url, credentialFile }) =>
        url.startsWith("mqtt") && credentialFile !== undefined
          ? [ports.reach.broker(file, { url, credentialFile })]
          : [],
      ),
    ),
    stores: await Promise.all(
      outside.flatMap(({ url }) => (url.startsWith("http") ? [ports.reach.server(url, url)] : [])),
    ),
    serialPorts: serialPorts(),
    serial: written.flatMap(serialOf),
    spools: spoolFacts(data),
    configuration: files.map(configFacts),
    ...(told.length === 0 ? {} : { ready: told.flatMap(({ parts }) => parts) }),
    events: told.flatMap(({ events }) => events),
  };
  const secrets = named.secrets.flatMap((path) => secretTexts(textAt(path) ?? ""));
  return { facts, metrics: told.flatMap(({ metrics }: Told) => metrics), secrets };
}

const isSecret = (name: string): boolean =>
  /\.(pem|key|token)$/.test(name) || /^(secrets|access|users)\.json$/.test(name);

/** The files of secrets of a data directory and of what the configuration names, and its certificates. */
function namedFiles(data: DataDirectory, written: readonly Written[]) {
  const credentials = written.flatMap(({ file, plain }) =>
    placesIn(plain).flatMap(({ credentialFile }) =>
      credentialFile === undefined ? [] : [besideFile(file, credentialFile)],
    ),
  );
  const inner = credentials.map(namedIn);
  const beside = credentials.flatMap((credential) => filesBelow(dirname(credential), (name) => name.endsWith(".key")));
  const own = filesBelow(data.root, isSecret);
  const users = written.flatMap(({ file, plain }) =>
    filesUnder(plain, "usersFile").map((name) => besideFile(file, name)),
  );
  return {
    secrets: [...new Set([...own, ...users, ...credentials, ...inner.flatMap(({ keys }) => keys), ...beside])],
    certificates: inner.flatMap(({ certificates }) => certificates),
  };
}

function tokenOf(data: DataDirectory): string | undefined {
  try {
    return readSecrets(data.secrets)?.admin.token;
  } catch {
    return undefined;
  }
}

function unsound(
  data: DataDirectory,
  places: readonly { readonly file: string; readonly credentialFile?: string | undefined }[],
) {
  const wrong: { path: string; expected: string }[] = [];
  try {
    readSecrets(data.secrets);
  } catch {
    wrong.push({ path: data.secrets, expected: "a secrets file of homeostat" });
  }
  for (const { file, credentialFile } of places) {
    if (credentialFile === undefined) continue;
    const path = besideFile(file, credentialFile);
    if (!isJson(textAt(path))) wrong.push({ path, expected: "a credential in JSON that this user may read" });
  }
  return wrong;
}

function isJson(text: string | undefined): boolean {
  try {
    return typeof JSON.parse(text ?? "") === "object";
  } catch {
    return false;
  }
}

/** Where processes listen: what the files say, where `up` does listen while it runs, or where it would. */
function doorsOf(
  { config, http, mqtt }: DoctorOptions,
  written: readonly Written[],
  running: Running | undefined,
): readonly (readonly [string, string])[] {
  if (config.length === 0)
    return [
      ["--http", running === undefined ? http : placeIn(running.http)],
      ["--mqtt", running === undefined ? mqtt : placeIn(running.mqtt)],
    ];
  return written.flatMap(({ file, kind, plain }) => {
    const { http: own } = blockAt(plain, []);
    const address = own ?? (kind === "console" ? "127.0.0.1:8420" : undefined);
    return typeof address === "string" && /:\d+$/.test(address) ? [[`http of ${file}`, address] as const] : [];
  });
}

const placeIn = (url: string): string => url.replace(/^[a-z]+:\/\//, "");

/** A door that is our own is known without knocking: a broker would note a stranger that does not speak MQTT. */
async function doorAt(
  [of, address]: readonly [string, string],
  running: Running | undefined,
  reach: Reach,
): Promise<DoorFacts> {
  const own = running !== undefined && [running.http, running.mqtt].some((url) => placeIn(url) === address);
  return own ? { of, address, state: "homeostat" } : reach.door(of, address);
}

/** Where what works on this data directory tells of itself: another instance's door tells nothing of this one. */
function addresses(doors: readonly DoorFacts[], running: Running | undefined): readonly string[] {
  const served = doors.filter(({ of, state }) => of !== "--mqtt" && state === "homeostat");
  const found = served.map(({ address }) => `http://${address}`);
  return [...new Set(running === undefined ? found : [running.http, ...found])];
}

function serialPorts(): readonly string[] {
  const names = (folder: string): readonly string[] => {
    try {
      return readdirSync(folder).map((name) => join(folder, name));
    } catch {
      return [];
    }
  };
  return [...names("/dev/serial/by-id"), ...names("/dev").filter((path) => /\/tty(USB|ACM|AMA|XRUSB)\d+$/.test(path))];
}

function serialOf({ kind, plain }: Written): readonly SerialFacts[] {
  if (kind !== "site") return [];
  return Object.keys(blockAt(plain, ["buses"])).flatMap((bus): SerialFacts[] => {
    const { port } = blockAt(plain, ["buses", bus]);
    if (typeof port !== "string" || port.startsWith("sim:")) return [];
    if (factsOf(port) === undefined) return [{ bus, port, state: "absent" }];
    return [{ bus, port, state: may(port, "readAndWrite") ? "open" : "forbidden" }];
  });
}

const tools = { read: readTextFile, drivers };

/** What a file says, without addresses and names of secret files; of a broken one only where its faults are. */
function configFacts(file: string): ConfigFacts {
  const { written } = openKind(file, readTextFile);
  const faults = checkFiles([file], tools).faults.map(({ line, column, path }) => ({ line, column, path }));
  const facts = { file, kind: written?.kind, faults };
  if (written === undefined || faults.length > 0) return facts;
  return { ...facts, effective: redacted(withDefaults(schemaOf(written.kind, drivers), written.plain)) };
}
