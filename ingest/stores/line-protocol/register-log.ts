import { z } from "zod";
import type { Disk, DiskFile } from "../../../core/ports/disk.ts";
import { writeAtomically } from "../../../core/ports/disk.ts";
import type { RegisterEntry, Series } from "../../../core/ports/store.ts";
import type { EpochMs } from "../../../core/time.ts";
import type { Mark } from "./mark.ts";

/** One reading of the last batch: when the server does not have it any more, it has lost points. */
export interface Probe {
  readonly series: number;
  readonly at: EpochMs;
}

/** What one batch adds. */
export interface LogEntry {
  readonly batch: number;
  readonly probe: Probe | null;
  readonly series: readonly (Series & { readonly id: number })[];
  readonly register: readonly RegisterEntry[];
}

/** Everything the log holds. */
export interface LogImage extends Omit<LogEntry, "batch"> {
  readonly mark: Mark;
}

const whole = z.number().int().nonnegative();
const seriesSchema = z.strictObject({
  id: z.number().int(),
  region: z.string(),
  site: z.string(),
  device: z.string(),
  variable: z.string(),
  commons: z.string(),
});
const registerSchema = z.strictObject({
  region: z.string(),
  site: z.string(),
  boot: z.string(),
  stream: z.enum(["readings", "events"]),
  lo: whole,
  hi: whole,
  refused: z.string().optional(),
});
const content = {
  probe: z.strictObject({ series: z.number().int(), at: z.number() }).nullable(),
  series: z.array(seriesSchema),
  register: z.array(registerSchema),
};
const markSchema = z.strictObject({ session: z.string(), generation: whole, batch: whole });
const imageSchema = z.strictObject({ mark: markSchema, ...content });
const entrySchema = z.strictObject({ batch: whole, ...content });

const path = "register.log";
const encoder = new TextEncoder();

/**
 * What an InfluxDB does not keep for us: the numbers of series and the register, as lines of JSON in one file, an image first and
 * then one line for each batch. A torn last line is cut off: its batch was never acknowledged.
 */
export class RegisterLog {
  readonly #disk: Disk;
  #file: DiskFile | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** What the file holds; undefined when it is absent or does not begin with an image. */
  async read(): Promise<LogImage | undefined> {
    const bytes = await this.#disk.read(path);
    if (bytes === undefined) return undefined;
    const [first = "", ...lines] = new TextDecoder().decode(bytes).split("\n").slice(0, -1);
    const image = parsed(imageSchema, first);
    return image === undefined ? undefined : withEntries(image, lines);
  }

  /** Replaces the file by an image and goes on behind it. */
  async begin(image: LogImage): Promise<void> {
    await this.close();
    await writeAtomically(this.#disk, path, line(image));
    this.#file = await this.#disk.open(path);
  }

  /** Durable when it resolves. */
  async append(entry: LogEntry): Promise<void> {
    if (this.#file === undefined) throw new Error("the register log is not open");
    await this.#file.append(line(entry));
    await this.#file.sync();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

function line(value: LogImage | LogEntry): Uint8Array {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function withEntries(image: z.infer<typeof imageSchema>, lines: readonly string[]): LogImage {
  const series = new Map(image.series.map((one) => [one.id, one]));
  const register = [...image.register];
  let { mark, probe } = image;
  for (const text of lines) {
    const entry = parsed(entrySchema, text);
    if (entry === undefined) break;
    for (const one of entry.series) series.set(one.id, one);
    register.push(...entry.register);
    mark = { ...mark, batch: entry.batch };
    probe = entry.probe ?? probe;
  }
  return { mark, probe, series: [...series.values()], register: register.map(entryOf) };
}

function entryOf({ refused, ...entry }: z.infer<typeof registerSchema>): RegisterEntry {
  return refused === undefined ? entry : { ...entry, refused };
}
