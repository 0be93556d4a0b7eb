import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { CommandResult } from "../../core/wire/messages.ts";
import type { AccessState } from "./access.ts";

/** An HTTP request as the InfluxDB wire contract needs it: parameters of query string and form body together. */
export interface InfluxRequest {
  readonly method: string;
  readonly path: "/query" | "/ping";
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/** An HTTP answer of the InfluxDB wire contract. */
export interface InfluxAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A fault button: what a simulated device shall do, until when. */
export interface FaultRequest {
  readonly site: string;
  readonly device: string;
  readonly kind: string;
  /** World time, epoch ms; null until it is taken back (kind `none`). */
  readonly until: number | null;
}

/** Keeps who may come in, times by the I/O clock of the process that asks. */
export interface AccessStore {
  load(): AccessState;
  save(state: AccessState): void;
}

/** Everything the HTTP server is given by the process that composes it. */
export interface ServerPorts {
  /** To the broker with the console's credential. */
  readonly link: Link;
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** Signs a message with the operator's key (DSSE). */
  readonly seal: (type: "command", body: unknown) => Uint8Array;
  /** Checks a signed result; undefined when its signature is not the site's. */
  readonly openResult: (site: string, bytes: Uint8Array) => CommandResult | undefined;
  /** SHA-256 as hex, for secrets that are only ever compared. */
  readonly digest: (text: string) => string;
  /** Where logins outlive this process; without it they end with it. */
  readonly access?: AccessStore;
  readonly influx: (request: InfluxRequest) => Promise<InfluxAnswer>;
  readonly books: (site: string | undefined) => Promise<unknown>;
  readonly ready: () => Promise<readonly { readonly part: string; readonly ok: boolean; readonly detail: string }[]>;
  /** Absent where no world is simulated. */
  readonly simulator?: {
    /** The simulated devices of a site with the faults each can have; empty where the site is real. */
    devices(site: string): Promise<readonly { readonly device: string; readonly faults: readonly string[] }[]>;
    fault(request: FaultRequest): Promise<{ readonly ok: boolean; readonly detail: string }>;
  };
}

/** Where the server listens and what it shows. */
export interface ServerConfig {
  readonly region: string;
  readonly host: string;
  readonly port: number;
  /** Directory of the built console. */
  readonly assets: string;
  /** The instance's token. */
  readonly token: string;
  readonly version: string;
}
