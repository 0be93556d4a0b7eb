import type { Clocks } from "../../core/ports/clock.ts";
import type { Link } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { MetricFamily } from "../../core/prometheus.ts";
import type { EpochMs } from "../../core/time.ts";
import type { CommandResult } from "../../core/wire/command.ts";
import type { AccessState } from "./access.ts";
import type { ConnectionLimits } from "./connections.ts";
import type { Role } from "./roles.ts";

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
  /** World time; null until it is taken back (kind `none`). */
  readonly until: EpochMs | null;
}

/** One thing an instance needs to do its job, and whether it can. */
export interface ReadyPart {
  readonly part: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Keeps who may come in, times by the I/O clock of the process that asks. */
export interface AccessStore {
  load(): AccessState;
  save(state: AccessState): void;
}

/** Somebody whose password is known. */
export interface KnownUser {
  readonly name: string;
  readonly role: Role;
  /** Another one when the password was changed: sessions of the old one end. */
  readonly stamp: string;
}

/** The people and programs that were given a name of their own. Who is removed is unknown at once. */
export interface Users {
  find(name: string): KnownUser | undefined;
  /** The user of this name and password; takes as long for a name that nobody has. */
  verify(name: string, password: string): Promise<KnownUser | undefined>;
  /** The holder of a token by its SHA-256. */
  byToken(digest: string): { readonly name: string; readonly role: Role } | undefined;
  /** Whether a token of this name stands. */
  hasToken(name: string): boolean;
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
  /** Absent where only links and the instance's token let in. */
  readonly users?: Users;
  readonly influx: (request: InfluxRequest) => Promise<InfluxAnswer>;
  /** Absent where ingest is a process of its own: then it is asked over the broker. */
  readonly books?: (site: string | undefined) => Promise<unknown>;
  /** Parts besides the gateways' spools, which the desk knows of. */
  readonly ready: () => Promise<readonly ReadyPart[]>;
  /** Figures besides those of the desk. */
  readonly metrics: () => readonly MetricFamily[];
  /** Absent where no world is simulated. */
  readonly simulator?: {
    /** The simulated devices of a site with the faults each can have; empty where the site is real. */
    devices(site: string): Promise<readonly { readonly device: string; readonly faults: readonly string[] }[]>;
    fault(request: FaultRequest): Promise<{ readonly ok: boolean; readonly detail: string }>;
  };
}

/** Where the server listens and what it shows. */
export interface ServerConfig {
  /** Our name at the broker: its client ids begin with it. */
  readonly id: string;
  readonly region: string;
  readonly host: string;
  readonly port: number;
  /** The address people type where a proxy with TLS stands in front. */
  readonly publicUrl?: string | undefined;
  /** Origins that may show pages in a frame. */
  readonly frames?: readonly string[] | undefined;
  /** How long a connection may say nothing of use, and how many there are, where that is not as usual. */
  readonly connections?: Partial<ConnectionLimits> | undefined;
  /** Directory of the built console. */
  readonly assets: string;
  /** The instance's token. */
  readonly token: string;
  readonly version: string;
  /** The sites it is configured for, heard or not. */
  readonly sites?: readonly string[] | undefined;
}
