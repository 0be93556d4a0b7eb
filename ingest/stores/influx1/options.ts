import type { DurationMs } from "../../../core/time.ts";

/** Who we are to an InfluxDB 1.x. */
export interface Influx1Credential {
  readonly username: string;
  readonly password: string;
}

/** Which database of which server, and how it is spoken to. */
export interface Influx1Options {
  /** `http://host:port`, perhaps with a path. */
  readonly url: string;
  readonly database: string;
  readonly credential?: Influx1Credential;
  /** How long points are to be kept; null leaves the database as it is. */
  readonly keep: DurationMs | null;
  readonly timeout: DurationMs;
  /** Whether lines are compressed: less to send, more to compute. */
  readonly gzip: boolean;
}
