import { build } from "vite";
import { configurationAt } from "../../cli/io/load-files.ts";
import { exampleDirectory } from "../../cli/io/package-files.ts";
import { siteWorld } from "../../cli/io/site-world.ts";
import { readiness } from "../../cli/readiness.ts";
import { VirtualInstance } from "../../cli/simulate/instance.ts";
import { sha256 } from "../../core/io/hash.ts";
import { seededSigner, verifierOf } from "../../core/io/keys.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { seededRng } from "../../core/sim/rng.ts";
import type { DurationMs, EpochMs } from "../../core/time.ts";
import { resultSchema } from "../../core/wire/command.ts";
import { openEnvelope, seal } from "../../core/wire/envelope.ts";
import { regionItself } from "../../core/wire/topics.ts";
import { type AccessState, noAccess } from "../../dashboards/server/access.ts";
import { type RunningServer, start as startServer } from "../../dashboards/server/app.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import { MemoryStore } from "../../ingest/stores/memory/store.ts";
import type { World } from "../../simulators/worlds/world.ts";

const token = "preview";
const key = (digit: number) => seededSigner(new Uint8Array(32).fill(digit));
const keys = { operator: key(1), region: key(2), ingest: key(3) };
/** How often virtual time is moved on to where real time is. */
const pace: DurationMs = 250;
/** When virtual time begins: a school day in winter, so that every run sees the same weather and the same people. */
const start = Date.parse("2026-01-14T09:00:00Z");

/** What a preview is made of. */
export interface PreviewOptions {
  /** How much virtual time has passed before anybody looks. */
  readonly lived: DurationMs;
  /** Faults pressed two minutes before the end of it, as `SITE/DEVICE=KIND`. */
  readonly faults?: readonly string[];
  /** The built console. */
  readonly assets: string;
}

/** Starts a server of the instance on a port. */
type Serve = (port: number) => Promise<RunningServer>;

/** The example's three sites, simulated in this process on virtual time, behind the real server and console. */
export class ConsolePreview implements AsyncDisposable {
  readonly #instance: VirtualInstance;
  readonly #worlds: ReadonlyMap<string, World>;
  readonly #serve: Serve;
  readonly #timer: NodeJS.Timeout;
  #server: RunningServer;
  #moving: Promise<void> = Promise.resolve();

  private constructor(
    instance: VirtualInstance,
    worlds: ReadonlyMap<string, World>,
    serve: Serve,
    server: RunningServer,
  ) {
    this.#instance = instance;
    this.#worlds = worlds;
    this.#serve = serve;
    this.#server = server;
    this.#timer = setInterval(() => void this.pass(pace), pace);
  }

  static async open({ lived, faults = [], assets }: PreviewOptions): Promise<ConsolePreview> {
    const { sites, region } = configurationAt(exampleDirectory("lage-landen"));
    const worlds = new Map<string, World>();
    const store = new MemoryStore();
    const signers = new Map(sites.map(({ engine }, index) => [engine.site, key(10 + index)]));
    const instance = await VirtualInstance.open({
      start,
      commitAfter: 1_000,
      regionFile: region.file,
      sites: (clocks) =>
        sites.map((site) => {
          const make = siteWorld(site, start);
          const signer = signers.get(site.engine.site);
          if (make === undefined || signer === undefined) throw new Error("every site of the example is simulated");
          const world = make(clocks.io.now(), () => undefined);
          worlds.set(site.engine.site, world);
          return { site, world, disk: new SimDisk().mount(), signer };
        }),
      store,
      ingestDisk: new SimDisk().mount(),
      regionDisk: new SimDisk().mount(),
      notify: { send: async () => undefined },
      keys,
      rng: seededRng(7),
      log: () => undefined,
    });
    const verifiers = new Map([
      ...[...signers].map(([site, { publicPem }]) => [site, verifierOf([publicPem])] as const),
      [regionItself, verifierOf([keys.region.publicPem])] as const,
    ]);
    const { clocks } = instance;
    let granted = noAccess;
    const access = {
      load: (): AccessState => granted,
      save: (state: AccessState): void => {
        granted = state;
      },
    };
    const known = {
      id: "console",
      region: region.file.region.id,
      host: "127.0.0.1",
      assets,
      token,
      version: "preview",
    };
    const serve: Serve = (port) =>
      startServer(
        { ...known, port },
        {
          access,
          link: instance.link("console"),
          clocks,
          rng: seededRng(8),
          seal: (type, body) => seal(type, body, keys.operator),
          openResult: (site, bytes) => {
            const verifier = verifiers.get(site);
            if (verifier === undefined) return undefined;
            const opened = openEnvelope(bytes, { type: "result", schema: resultSchema, verifier });
            return opened.ok ? opened.value.message : undefined;
          },
          digest: (text) => Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex"),
          influx: influxHandler({ store, clocks, verify: tokenVerifier([token]), version: "preview" }),
          books: async (name) => instance.ingest.books(name),
          ready: async () => readiness(instance.ingest.status(), undefined, instance.region.status()),
          metrics: () => [],
          simulator: {
            devices: async (site) => worlds.get(site)?.devices() ?? [],
            fault: async ({ site, device, kind, until }) => {
              const done = worlds.get(site)?.fault(device, { kind, ...(until !== null && { until }) });
              return done?.ok ? { ok: true, detail: "" } : { ok: false, detail: done?.error ?? "no such site" };
            },
          },
        },
      );
    const server = await serve(0);
    const end = start + lived;
    await instance.liveUntil(end - 120_000);
    for (const fault of faults) {
      const [, site = "", device = "", kind = ""] = /^(.+?)\/(.+)=(.+)$/.exec(fault) ?? [];
      const done = worlds.get(site)?.fault(device, { kind });
      if (!done?.ok) throw new Error(`${fault}: ${done?.error ?? "no such site"}`);
    }
    await instance.liveUntil(end);
    return new ConsolePreview(instance, worlds, serve, server);
  }

  /** What the clocks of the instance say. */
  get now(): EpochMs {
    return this.#instance.clocks.world.now();
  }

  /** Lets virtual time pass, as fast as this machine computes. */
  pass(time: DurationMs): Promise<void> {
    this.#moving = this.#moving.then(() => this.#instance.liveUntil(this.#instance.scheduler.now + time));
    return this.#moving;
  }

  /** Breaks a simulated device, or with `none` mends it. */
  fault(site: string, device: string, kind: string): void {
    const done = this.#worlds.get(site)?.fault(device, { kind });
    if (!done?.ok) throw new Error(`${site}/${device}=${kind}: ${done?.error ?? "no such site"}`);
  }

  /** Ends the server alone; what it returns starts another on the same port, which knows the same logins. */
  async stopServer(): Promise<() => Promise<void>> {
    const { port } = this.#server;
    await this.#server[Symbol.asyncDispose]();
    return async () => {
      this.#server = await this.#serve(port);
    };
  }

  /** What the server tells a program that knows the instance's token. */
  get<T>(path: string): Promise<T> {
    return this.#ask<T>(path, {});
  }

  /** What the server answers to an order of such a program. */
  async post(path: string, body: object): Promise<void> {
    await this.#ask(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async #ask<T>(path: string, request: RequestInit): Promise<T> {
    const headers = new Headers(request.headers);
    headers.set("authorization", `Bearer ${token}`);
    const answer = await fetch(`http://127.0.0.1:${this.#server.port}${path}`, { ...request, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** An address that logs in. */
  get login(): string {
    return `http://127.0.0.1:${this.#server.port}${this.#server.loginLink()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#moving;
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Builds the console as it is now into a folder. */
export async function buildConsole(assets: string): Promise<void> {
  // As shipped: a test's own NODE_ENV would build in what libraries check during development.
  process.env["NODE_ENV"] = "production";
  await build({ logLevel: "warn", build: { outDir: assets, emptyOutDir: true } });
}
