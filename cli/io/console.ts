import { readFileSync } from "node:fs";
import { z } from "zod";
import { systemRng } from "../../core/io/rng.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Store } from "../../core/ports/store.ts";
import { resultSchema } from "../../core/wire/command.ts";
import { openEnvelope, type Signer, seal, type Verifier } from "../../core/wire/envelope.ts";
import { type RunningServer, start } from "../../dashboards/server/app.ts";
import type { FaultRequest, ServerPorts } from "../../dashboards/server/ports.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import type { ListenAddress } from "../address.ts";
import { accessFile } from "./access-file.ts";
import { hexDigest } from "./digest.ts";
import { consoleAssets, packageVersion } from "./package-files.ts";
import type { Secrets } from "./secrets.ts";
import { logLine } from "./streams.ts";
import { usersIn } from "./users-file.ts";

/** What the console and the API of a hub are made of. */
export interface ConsoleParts {
  /** Our name at the broker. */
  readonly id: string;
  readonly http: ListenAddress;
  readonly region: string;
  readonly link: Link;
  readonly clocks: Clocks;
  readonly store: Pick<Store, "query">;
  readonly secrets: Secrets;
  readonly operator: Signer;
  /** The key of each gateway, and of the region under its own id: their results are believed of themselves alone. */
  readonly answerers: ReadonlyMap<string, Verifier>;
  /** Where logins are kept. */
  readonly accessFile: string;
  /** Who has a name and password, or a token that reads. */
  readonly usersFile: string;
  /** The address people type where a proxy with TLS stands in front. */
  readonly publicUrl?: string | undefined;
  /** Origins that may show pages in a frame. */
  readonly frames?: readonly string[] | undefined;
  /** Where the simulated worlds say how to reach them, by site. */
  readonly worldFiles: Readonly<Record<string, string>>;
  /** Absent where ingest is a process of its own. */
  readonly books?: (site: string | undefined) => unknown;
  readonly ready: ServerPorts["ready"];
  readonly metrics: ServerPorts["metrics"];
}

/** Gives the HTTP server its ports: the store's queries, the operator's signature, the simulator's control. */
export function startConsole(parts: ConsoleParts): Promise<RunningServer> {
  const { id, region, http, secrets, clocks, books } = parts;
  const token = secrets.admin.token;
  const users = usersIn(parts.usersFile, (detail) => logLine("hub", "users", detail));
  const { publicUrl, frames } = parts;
  const sites = [...parts.answerers.keys()];
  const isOwner = tokenVerifier([token]);
  return start(
    { id, region, ...http, publicUrl, frames, assets: consoleAssets, token, version: packageVersion(), sites },
    {
      link: parts.link,
      clocks,
      rng: systemRng,
      seal: (type, body) => seal(type, body, parts.operator),
      openResult: (site, bytes) => {
        const verifier = parts.answerers.get(site);
        if (verifier === undefined) return undefined;
        const opened = openEnvelope(bytes, { type: "result", schema: resultSchema, verifier });
        return opened.ok ? opened.value.message : undefined;
      },
      digest: hexDigest,
      access: accessFile(parts.accessFile),
      users,
      influx: influxHandler({
        store: parts.store,
        clocks,
        verify: (credential) => isOwner(credential) || users.byToken(hexDigest(credential.secret)) !== undefined,
        version: packageVersion(),
      }),
      ...(books === undefined ? {} : { books: async (site: string | undefined) => books(site) }),
      ready: parts.ready,
      metrics: parts.metrics,
      ...(Object.keys(parts.worldFiles).length === 0 ? {} : { simulator: simulator(parts.worldFiles) }),
    },
  );
}

const controlSchema = z.object({ control: z.object({ url: z.string(), tokenFile: z.string() }) });
const deviceSchema = z.object({ devices: z.array(z.object({ device: z.string(), faults: z.array(z.string()) })) });

/** The control ports of simulated worlds, found anew for each request: a world may have been started again. */
function simulator(worldFiles: Readonly<Record<string, string>>) {
  const ask = async (worldFile: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const { control } = controlSchema.parse(JSON.parse(readFileSync(worldFile, "utf8")));
    const authorization = `Bearer ${readFileSync(control.tokenFile, "utf8").trim()}`;
    return fetch(`${control.url}${path}`, { ...init, headers: { authorization, "content-type": "application/json" } });
  };
  return {
    devices: async (site: string) => {
      const file = worldFiles[site];
      if (file === undefined) return [];
      const response = await ask(file, "/devices");
      return response.ok ? deviceSchema.parse(await response.json()).devices : [];
    },
    fault: async ({ site, device, kind, until }: FaultRequest) => {
      const file = worldFiles[site];
      if (file === undefined) return { ok: false, detail: `no world is simulated for site "${site}"` };
      const body = JSON.stringify({ device, kind, ...(until === null ? {} : { until }) });
      const response = await ask(file, "/fault", { method: "POST", body });
      const answer = (await response.json()) as { error?: string };
      return { ok: response.ok, detail: answer.error ?? "" };
    },
  };
}
