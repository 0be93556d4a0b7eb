import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { systemRng } from "../../core/io/rng.ts";
import type { DiskFile } from "../../core/ports/disk.ts";
import { ColumnBuffer } from "../../gateway/spool/columns.ts";
import { dictionaryOf } from "../../gateway/spool/dictionary.ts";
import { Spool } from "../../gateway/spool/spool.ts";
import { type Figure, inTurn } from "../result.ts";

/** Many short ones: another process that syncs meanwhile then spoils a few of both sides, not all of one. */
const runs = 31;
/** Readings of one commit: what gateways of some ten, some hundred and some thousand variables gather in a second. */
const batches = [100, 1_000, 10_000];
/** Commits of a run. */
const rounds = 20;
const variables = 500;

/** Readings made durable one commit after the other, beside raw append + fdatasync of the same bytes through the same port. */
export async function spoolAppend(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const batch of batches) figures.push(await atSize(batch));
  return figures;
}

async function atSize(batch: number): Promise<Figure> {
  const directory = await mkdtemp(join(tmpdir(), "homeostat-bench-"));
  const disk = fileDisk(directory);
  const spool = await openSpool(disk);
  const raw = await disk.open("raw");
  await disk.syncDirectory("");
  let seq = 0;
  let bytes = 0;
  const ours = async (): Promise<number> => {
    const before = spool.size;
    const started = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) {
      spool.append(fill(seq, batch), { measured: seq + batch, folded: 0, superseded: 0 });
      seq += batch;
      await spool.committed();
    }
    bytes = Math.round((spool.size - before) / rounds);
    return perSecond(batch, started);
  };
  const peer = async (): Promise<number> => {
    const chunk = new Uint8Array(bytes);
    const started = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) await appended(raw, chunk);
    return perSecond(batch, started);
  };
  try {
    const figure = { name: "spool/append", unit: "readings/s", peer: "raw append + fdatasync of the same bytes" };
    return await inTurn({ ...figure, lowerIsBetter: false, perMessage: batch }, runs, { ours, peer });
  } finally {
    await raw.close();
    await spool.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function appended(file: DiskFile, chunk: Uint8Array): Promise<void> {
  await file.append(chunk);
  await file.sync();
}

function perSecond(batch: number, started: bigint): number {
  return (rounds * batch) / (Number(process.hrtime.bigint() - started) / 1e9);
}

function openSpool(disk: ReturnType<typeof fileDisk>): Promise<Spool> {
  const definition = {
    site: "bench",
    variables: Array.from({ length: variables }, (_, index) => {
      return { device: `d${index >> 3}`, variable: `v${index}`, type: "Double" as const, unit: "m", commons: "water" };
    }),
  };
  return Spool.open({
    disk,
    clocks: systemClocks,
    rng: systemRng,
    config: { size: 4e9, commit: 0, reserve: 0.05, whenFull: "drop-oldest" },
    dictionary: () => dictionaryOf(definition, "0".repeat(16)),
    onLost: () => undefined,
  });
}

const columns = new ColumnBuffer();

function fill(firstSeq: number, batch: number) {
  for (let row = 0; row < batch; row += 1) {
    const measuredAt = 1.7e12 + firstSeq + (row >> 3);
    columns.push({
      variable: row % variables,
      measuredAt,
      value: row * 1.5,
      quality: 0,
      reasons: [],
      origin: "measured",
    });
  }
  return columns.take(firstSeq);
}
