import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { root } from "./running.ts";

/** A service of docker-compose.yml, as far as tests look at it. */
export interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly network_mode?: string;
}

/** docker-compose.yml, its anchors merged. */
export function composeFile() {
  return parse(readFileSync(join(root, "docker-compose.yml"), "utf8"), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Readonly<Record<string, null>>;
  };
}

/** A mount: what lies where in the container. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly named: boolean;
}

/** The mounts of a service. */
export function mountsOf(service: Service): readonly Mount[] {
  return (service.volumes ?? []).map((text) => {
    const [source = "", target = ""] = text.split(":");
    return { source, target, named: !/^[./]/.test(source) };
  });
}

/**
 * The services as processes of this machine: a folder stands for each volume, and files of the repository are copied, so that
 * the addresses in them can be those of this machine.
 */
export class NativeCompose {
  readonly folder: string;
  readonly #changes: readonly (readonly [string, string])[];

  /** `changes` are made to every file that is mounted from the repository. */
  constructor(folder: string, changes: readonly (readonly [string, string])[]) {
    this.folder = folder;
    this.#changes = changes;
  }

  volume(name: string): string {
    const path = join(this.folder, "volumes", name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Where something in the container of a service is on this machine. */
  native(service: string, mounts: readonly Mount[], text: string): string {
    const longest = [...mounts].sort((a, b) => b.target.length - a.target.length);
    const mount = longest.find(({ target }) => text === target || text.startsWith(`${target}/`));
    if (mount === undefined) return text;
    const place = mount.named ? this.volume(mount.source) : this.#copied(service, mounts, mount);
    return place + text.slice(mount.target.length);
  }

  #copied(service: string, mounts: readonly Mount[], { source }: Mount): string {
    const copy = join(this.folder, service, source);
    cpSync(join(root, source), copy, { recursive: true, dereference: true });
    const secrets = mounts.find(({ target }) => target === "/secrets");
    const paths = secrets === undefined ? [] : [["/secrets/", `${this.volume(secrets.source)}/`] as const];
    for (const file of filesIn(copy)) {
      const text = [...paths, ...this.#changes].reduce(
        (held, [from, to]) => held.replaceAll(from, to),
        readFileSync(file, "utf8"),
      );
      writeFileSync(file, text);
    }
    return copy;
  }
}

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
}
