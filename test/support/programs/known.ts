import { systemClocks } from "../../../core/io/clock.ts";
import { systemRng } from "../../../core/io/rng.ts";
import type { Disk, DiskFile } from "../../../core/ports/disk.ts";
import type { Link } from "../../../core/ports/link.ts";
import type { Reading } from "../../../core/reading.ts";
import type { Definition } from "../../../core/wire/definition.ts";
import type { WireEvent } from "../../../core/wire/events.ts";
import type { Stored } from "../../../core/wire/stored.ts";
import type { DeliveryOptions } from "../../../gateway/session/delivery-options.ts";
import { dictionaryOf } from "../../../gateway/spool/dictionary.ts";
import type { SpoolConfig } from "../../../gateway/spool/spool.ts";

const start = Date.UTC(2026, 0, 1);
const perBoot = 1e6;
const variables = ["level", "flow", "power"] as const;
const definition: Definition = {
  site: "polder",
  variables: variables.map((variable) => ({ device: "gauge", variable, type: "Double", unit: "m", commons: "water" })),
};

/** The reading that boot `counter` gives number `seq`, and no other: a lost, doubled or changed one shows. */
export function knownReading(counter: number, seq: number): Reading {
  return {
    path: `gauge/${variables[seq % variables.length]}`,
    measuredAt: start + counter * perBoot + seq,
    value: counter * perBoot + seq,
    quality: "good",
    reasons: [],
    origin: "measured",
  };
}

/** The n-th event that a program of a boot makes by itself. */
export function knownEvent(counter: number, n: number): WireEvent {
  return {
    kind: "decision",
    id: `mark-${counter}-${n}`,
    at: start,
    actuator: "pump-1",
    value: n,
    layer: "homeostasis",
    reason: "known",
    ruleVersion: "1",
    inputs: [],
    refused: [],
  };
}

/** What tests of durability may plant: a disk that leaves something out, or takes a failure lightly. */
export type Planted = "no-sync" | "sync-late" | "no-directory-sync" | "sync-again" | "sync-ignored";

/** A disk with a fault that the tests must see. */
export function planted(disk: Disk, fault: Planted | undefined): Disk {
  if (fault === undefined) return disk;
  if (fault === "no-directory-sync") return { ...disk, syncDirectory: async () => undefined };
  const opened = async (path: string): Promise<DiskFile> => {
    const file = await disk.open(path);
    return withSync(file, faultySyncs[fault](disk, path, file));
  };
  return { ...disk, open: opened };
}

type FaultySync = (disk: Disk, path: string, file: DiskFile) => () => Promise<void>;

const faultySyncs: Readonly<Record<Exclude<Planted, "no-directory-sync">, FaultySync>> = {
  "no-sync": () => async () => undefined,
  "sync-late": (_disk, _path, file) => async () => {
    systemClocks.io.schedule(20, () => void file.sync().catch(() => undefined));
  },
  "sync-ignored": (_disk, _path, file) => () => file.sync().catch(() => undefined),
  "sync-again": (disk, path, file) => () =>
    file.sync().catch(async () => {
      const again = await disk.open(path);
      await again.sync();
      await again.close();
    }),
};

function withSync(file: DiskFile, sync: () => Promise<void>): DiskFile {
  return {
    get size() {
      return file.size;
    },
    append: (bytes) => file.append(bytes),
    read: (offset, length) => file.read(offset, length),
    sync,
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  };
}

/** Delivery on a disk, with known readings to deliver. `stored` messages come without signature. */
export function knownDelivery(disk: Disk, spool: SpoolConfig, links: { sparkplug: Link; own: Link }): DeliveryOptions {
  return {
    config: {
      region: "lowlands",
      site: "polder",
      clientName: "polder",
      spool,
      publish: "at-once",
      deadbands: new Map(),
      silentAfter: 30_000,
      restartGap: true,
    },
    ports: { disk, sparkplugLink: links.sparkplug, ownLink: links.own, clocks: systemClocks, rng: systemRng },
    dictionary: () => dictionaryOf(definition, "0123456789abcdef"),
    properties: () => new Map(),
    openStored: (payload) => JSON.parse(new TextDecoder().decode(payload)) as Stored,
    onCommand: () => undefined,
    onNonce: () => undefined,
  };
}

/** A link for parts that never connect. */
export const noLink: Link = {
  connect: () => Promise.reject(new Error("nothing here connects")),
};
