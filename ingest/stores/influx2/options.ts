import type { DurationMs } from "../../../core/time.ts";

/** Which bucket of which InfluxDB 2, and how it is spoken to. */
export interface Influx2Options {
  /** `http://host:port`, perhaps with a path. */
  readonly url: string;
  readonly org: string;
  /** For queries there must be a database and retention policy mapping of this name. */
  readonly bucket: string;
  readonly token: string;
  /** How long the bucket keeps points; null is for ever. */
  readonly keep: DurationMs | null;
  readonly timeout: DurationMs;
}
