import type { DurationMs, EpochMs } from "../../core/time.ts";

/** What a file is to those who may read it. Times are the file system's. */
export interface FileFacts {
  readonly path: string;
  /** The permission bits. */
  readonly mode: number;
  readonly bytes: number;
  readonly changed: EpochMs;
}

/** Room on the file system of a directory. */
export interface Space {
  readonly free: number;
  readonly total: number;
}

/** What is known of a data directory. */
export interface DataFacts {
  readonly path: string;
  readonly exists: boolean;
  readonly writable: boolean;
  readonly space: Space | undefined;
  /** A living process works on it. */
  readonly taken: boolean;
  /** When the newest of its files was written. */
  readonly newest: FileFacts | undefined;
}

/** What a certificate file says of itself. */
export interface CertificateFacts {
  readonly path: string;
  /** Why it cannot be read as a certificate. */
  readonly unreadable?: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/** A place where a process of this machine listens. */
export interface DoorFacts {
  /** As the command line or the file says it: `--http`, `http of ingest.yaml`. */
  readonly of: string;
  readonly address: string;
  readonly state: "free" | "homeostat" | "foreign" | "forbidden" | "elsewhere";
}

/** Something outside that was asked whether it answers. */
export interface ReachFacts {
  readonly what: string;
  /** Why it does not; absent when it does. */
  readonly trouble?: string;
  /** How far its clock is ahead of ours, where it tells its time. */
  readonly ahead?: DurationMs;
}

/** A serial port that a site file names. */
export interface SerialFacts {
  readonly bus: string;
  readonly port: string;
  readonly state: "open" | "absent" | "forbidden";
}

/** What a spool holds on disk. */
export interface SpoolFacts {
  readonly site: string;
  readonly segments: number;
  readonly bytes: number;
  readonly oldest: EpochMs | undefined;
}

/** A configuration file: what is in force, or where its faults are. No text of it that could hold a secret. */
export interface ConfigFacts {
  readonly file: string;
  readonly kind: string | undefined;
  readonly faults: readonly { readonly line: number; readonly column: number; readonly path: string }[];
  readonly effective?: unknown;
}

/** A part of a running instance, as its `/readyz` tells it. */
export interface PartFacts {
  readonly part: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Everything that was found out about an installation. Holds no secret by construction; what is told is scrubbed all the same. */
export interface DoctorFacts {
  readonly now: EpochMs;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly memory: number;
    readonly memoryFree: number;
    readonly processors: number;
    readonly up: DurationMs;
  };
  /** When the program that runs was installed. */
  readonly installed: EpochMs | undefined;
  readonly data: DataFacts;
  readonly secrets: readonly FileFacts[];
  /** Files of secrets that are not what they should be, each with what they should be. */
  readonly unsound: readonly { readonly path: string; readonly expected: string }[];
  readonly certificates: readonly CertificateFacts[];
  readonly doors: readonly DoorFacts[];
  readonly brokers: readonly ReachFacts[];
  readonly stores: readonly ReachFacts[];
  readonly serialPorts: readonly string[];
  readonly serial: readonly SerialFacts[];
  readonly spools: readonly SpoolFacts[];
  readonly configuration: readonly ConfigFacts[];
  /** What the running instance says of itself; absent when none runs. */
  readonly ready?: readonly PartFacts[];
  /** The last events the running instance remembers. */
  readonly events: readonly unknown[];
}
