import { z } from "zod";
import { brokerPlace } from "../../core/config/broker.ts";
import {
  type Answer,
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
  spelled,
  timeZone,
  words,
} from "../../core/config/fields.ts";
import { byKey } from "../../core/config/forms.ts";
import { packNote } from "../../core/config/note.ts";
import { regionItself } from "../../core/wire/topics.ts";
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

const linePattern = /^(\d{3,7}) ([78])([NEO])([12])$/;

function readLine(value: unknown): Answer<SerialLine> {
  const match = linePattern.exec(typeof value === "string" ? value : "");
  if (match === null) return { message: "this is not a serial line" };
  const parity = parities[match[3] as keyof typeof parities];
  return {
    value: { baud: Number(match[1]), dataBits: match[2] === "7" ? 7 : 8, parity, stopBits: match[4] === "2" ? 2 : 1 },
  };
}

const line = field("baud, data bits, parity and stop bits: 19200 8E1", readLine, spelled(linePattern));

const tcpPattern = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):(\d{1,5})$/;

const tcpAddress = field<{ readonly host: string; readonly port: number }>(
  "host:port with a port from 1 to 65535",
  (value) => {
    const match = tcpPattern.exec(typeof value === "string" ? value : "");
    const port = Number(match?.[2]);
    if (match === null || port < 1 || port > 65_535) {
      return { message: "this is not an address" };
    }
    return { value: { host: match[1] ?? "", port } };
  },
  spelled(tcpPattern),
);

const exchange = {
  gap: duration.prefault("5ms").describe("silence between an answer and the next request"),
  timeout: positiveDuration.prefault("500ms").describe("per request"),
  retries: z.number().int().min(0).max(5).default(1).describe("after a request without an answer"),
};

/**
 * One physical port, or a TCP connection. `port: sim:<world>/<line>` is a line of a simulated world, whose address
 * the supervisor supplies at the start; it behaves as a serial line.
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

const referenceSystem = field<string>("a reference system: EPSG:28992", (value) =>
  /^EPSG:\d{4,6}$/.test(String(value)) ? { value: String(value) } : { message: "this is not a reference system" },
);

const position = z.strictObject({
  crs: referenceSystem.describe("what the numbers refer to"),
  x: z.number().describe("east, or degrees of longitude"),
  y: z.number().describe("north, or degrees of latitude"),
});

/** A name other systems give their codes. */
const codeName = z.string().refine((name) => /^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(name), {
  error: ({ input }) =>
    packNote({
      message: `\`${String(input)}\` is no name of a code`,
      expected: "letters, digits and hyphens, 1 to 40",
    }),
});
const codes = z.record(codeName, words.describe("the code"));

/** A site's id: never the one by which topics name the region itself. */
const siteId = id.refine((written) => written !== regionItself, {
  error: packNote({
    message: `\`${regionItself}\` stands for the region itself`,
    expected: "an id with letters or digits",
  }),
});

const siteHeader = z.strictObject({
  id: siteId.describe("unique in its region"),
  region: id.describe("the region it belongs to"),
  name: words.describe("for people"),
  commons: z.array(id).min(1).describe("what this site cares for: water, energy, air"),
  timeZone: timeZone.describe("seasons, reports, day totals; storage is always UTC"),
  position: position.optional().describe("where it stands"),
  codes: codes.optional().describe("what other systems call it; carried along, never interpreted"),
  drainsTo: id.optional().describe("the shared water it discharges on"),
});

const clock = z.strictObject({
  batteryBacked: z
    .boolean()
    .default(false)
    .describe("its clock runs on while it is off; otherwise minOff starts anew when the machine boots"),
  trustedWithin: positiveDuration
    .prefault("500ms")
    .describe("set by more than this at once: what is timed goes on by monotonic time"),
});

const uplink = z.strictObject({
  brokers: z.array(brokerPlace).min(1).describe("tried in this order"),
  delivery: z
    .enum(["stored"])
    .default("stored")
    .describe("a reading may leave the spool once ingest has said that it is stored"),
  primaryHost: z
    .literal("none")
    .default("none")
    .describe("nothing is held back for a Sparkplug primary host; there is no other choice yet"),
  aliases: z
    .boolean()
    .default(false)
    .describe("numbers instead of metric names after birth: for a link that is paid by the byte"),
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
