import { readFileSync } from "node:fs";
import { z } from "zod";
import { systemRng } from "../../core/io/rng.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Store } from "../../core/ports/store.ts";
import { openEnvelope, type Signer, seal, type Verifier } from "../../core/wire/envelope.ts";
import { resultSchema } from "../../core/wire/messages.ts";
import { type RunningServer, start } from "../../dashboards/server/app.ts";
import type { FaultRequest } from "../../dashboards/server/ports.ts";
import { influxHandler } from "../../ingest/http/influx.ts";
import { tokenVerifier } from "../../ingest/http/io/verify.ts";
import { accessFile } from "./access-file.ts";
import type { ProcessSpec } from "./child.ts";
import { hexDigest } from "./digest.ts";
import { consoleAssets, packageVersion } from "./package-files.ts";
import type { Secrets } from "./secrets.ts";

export interface ConsoleParts {
  readonly spec: Pick<ProcessSpec, "http">;
  readonly region: string;
  readonly link: Link;
  readonly clocks: Clocks;
  readonly store: Pick<Store, "query">;
  readonly secrets: Secrets;
  readonly operator: Signer;
  /** Keys of the gateways, whose results are believed. */
  readonly sites: Verifier;
  /** Where logins are kept. */
  readonly accessFile: string;
  /** Where a simulated world says how to reach it. */
  readonly worldFile: string | undefined;
  readonly books: (site: string | undefined) => unknown;
  readonly ready: () => readonly { readonly part: string; readonly ok: boolean; readonly detail: string }[];
}

/** Gives the HTTP server its ports: the store's queries, the operator's signature, the simulator's control. */
export function startConsole(parts: ConsoleParts): Promise<RunningServer> {
  const { secrets, clocks } = parts;
  const token = secrets.admin.token;
  return start(
    { region: parts.region, ...parts.spec.http, assets: consoleAssets, token, version: packageVersion() },
    {
      link: parts.link,
      clocks,
      rng: systemRng,
      seal: (type, body) => seal(type, body, parts.operator),
      openResult: (_site, bytes) => {
        const opened = openEnvelope(bytes, { type: "result", schema: resultSchema, verifier: parts.sites });
        return opened.ok ? opened.value.message : undefined;
      },
      digest: hexDigest,
      access: accessFile(parts.accessFile),
      influx: influxHandler({ store: parts.store, clocks, verify: tokenVerifier([token]), version: packageVersion() }),
      books: async (site) => parts.books(site),
      ready: async () => parts.ready(),
      ...(parts.worldFile === undefined ? {} : { simulator: simulator(parts.worldFile) }),
    },
  );
}

const controlSchema = z.object({ control: z.object({ url: z.string(), tokenFile: z.string() }) });
const deviceSchema = z.object({ devices: z.array(z.object({ device: z.string(), faults: z.array(z.string()) })) });

/** The control port of a simulated world, found anew for each request: the world may have been started again. */
function simulator(worldFile: string) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const { control } = controlSchema.parse(JSON.parse(readFileSync(worldFile, "utf8")));
    const authorization = `Bearer ${readFileSync(control.tokenFile, "utf8").trim()}`;
    return fetch(`${control.url}${path}`, { ...init, headers: { authorization, "content-type": "application/json" } });
  };
  return {
    devices: async () => {
      const response = await ask("/devices");
      return response.ok ? deviceSchema.parse(await response.json()).devices : [];
    },
    fault: async ({ device, kind, until }: FaultRequest) => {
      const body = JSON.stringify({ device, kind, ...(until === null ? {} : { until }) });
      const response = await ask("/fault", { method: "POST", body });
      const answer = (await response.json()) as { error?: string };
      return { ok: response.ok, detail: answer.error ?? "" };
    },
  };
}
