import { z } from "zod";
import {
  brokerUrl,
  duration,
  field,
  fileName,
  id,
  localPath,
  named,
  pathed,
  percent,
  positiveDuration,
  quantity,
  timeZone,
  words,
} from "../../core/config/fields.ts";
import { byKey } from "../../core/config/forms.ts";
import { charterSchema } from "../../rules/charter/schema.ts";
import { actuatorSchema, type EngineSite, interlockSchema, variableSchema } from "../../rules/engine/schema.ts";
import type { Driver } from "../drivers/driver.ts";
import { deviceSchema } from "./device-schema.ts";

/** A serial line's settings, written `19200 8E1`. */
export interface SerialLine {
  readonly baud: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

const parities = { N: "none", E: "even", O: "odd" } as const;

const line = field<SerialLine>("baud, data bits, parity and stop bits: 19200 8E1", (value) => {
  const match = /^(\d{3,7}) ([78])([NEO])([12])$/.exec(typeof value === "string" ? value : "");
  if (match === null) return { message: "this is not a serial line" };
  const parity = parities[match[3] as keyof typeof parities];
  return {
    value: { baud: Number(match[1]), dataBits: match[2] === "7" ? 7 : 8, parity, stopBits: match[4] === "2" ? 2 : 1 },
  };
});

const tcpAddress = field<{ readonly host: string; readonly port: number }>(
  "host:port with a port from 1 to 65535",
  (value) => {
    const match = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})$/.exec(typeof value === "string" ? value : "");
    const port = Number(match?.[2]);
    if (match === null || port < 1 || port > 65_535) {
      return { message: "this is not an address" };
    }
    return { value: { host: match[1] ?? "", port } };
  },
);

const exchange = {
  gap: duration.prefault("5ms").describe("silence between an answer and the next request"),
  timeout: positiveDuration.prefault("500ms").describe("per request"),
  retries: z.number().int().min(0).max(5).default(1).describe("after a request without an answer"),
};

/**
 * One physical port, or a TCP connection. `port: sim:<name>` is a line of the simulated world, whose address the
 * supervisor supplies at the start; it behaves as a serial line.
 */
export const busSchema = byKey({
  port: z.strictObject({
    port: fileName.describe("a serial port; on Linux by its lasting name under /dev/serial/by-id"),
    line: line.optional().describe("without it 9600 8N1"),
    ...exchange,
  }),
  tcp: z.strictObject({ tcp: tcpAddress.describe("a Modbus TCP device or a serial server"), ...exchange }),
});
export type BusConfig = z.infer<typeof busSchema>;

const siteHeader = z.strictObject({
  id: id.describe("unique in its region"),
  region: id.describe("the region it belongs to"),
  name: words.describe("for people"),
  commons: z.array(id).min(1).describe("what this site cares for: water, energy, air"),
  timeZone: timeZone.describe("seasons, reports, day totals; storage is always UTC"),
});

const clock = z.strictObject({
  trustedWithin: positiveDuration.prefault("500ms").describe("worse than this: readings get the reason `clock`"),
});

const broker = z.strictObject({
  url: brokerUrl.describe("its address; without a port 1883, or 8883 for mqtts"),
  credentialFile: fileName.describe("JSON with `username` and `password`"),
});

const uplink = z.strictObject({
  brokers: z.array(broker).min(1).describe("tried in this order"),
  silentAfter: positiveDuration.prefault("5s").describe("no application answer for this long = link dead"),
});

const spool = z.strictObject({
  size: quantity("By", { lo: 1e6 }).prefault("1 GB").describe("most disk it may take"),
  commit: positiveDuration.prefault("1s").describe("readings are on disk at least this often"),
  reserve: percent.prefault("5 %").describe("kept for alarms and decisions"),
  whenFull: z
    .enum(["drop-oldest"])
    .default("drop-oldest")
    .describe("the oldest readings go first, and a gap record says which"),
});

/** A relay outside this machine that is toggled while what is named gets further. */
export const watchdogSchema = z.strictObject({
  output: localPath.describe("a writable boolean point that an external relay watches"),
  every: positiveDuration.prefault("1s").describe("between two toggles"),
  while: z.array(id).min(1).describe("what must get further: scan, spool, or a bus that must answer"),
});

/** The site file: engineering above `charter`, the agreements below it. */
export function siteSchema(drivers: readonly Driver[]) {
  return z.strictObject({
    homeostat: z.literal(1).describe("version of this language"),
    kind: z.literal("site").describe("what this file is"),
    site: siteHeader,
    clock: clock.prefault({}),
    uplink,
    spool: spool.prefault({}),
    buses: named(busSchema),
    devices: named(deviceSchema(drivers)),
    variables: pathed(variableSchema),
    watchdog: watchdogSchema
      .optional()
      .describe("a relay outside this machine: without toggles it takes the drives to their hard-wired floats"),
    actuators: named(actuatorSchema).default({}),
    interlocks: named(interlockSchema).default({}),
    charter: charterSchema,
  });
}
export type SiteFile = z.infer<ReturnType<typeof siteSchema>>;

/** A checked site: what its file says, and what the engine is compiled from. */
export interface SiteConfig {
  /** The file it was read from; every file name inside is relative to its folder. */
  readonly path: string;
  readonly file: SiteFile;
  readonly engine: EngineSite;
}
