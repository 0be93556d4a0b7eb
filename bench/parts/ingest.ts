import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chain } from "../ingest/chain.ts";
import { type Figure, inTurn } from "../result.ts";

const sizes = [5, 20, 50] as const;
const runs = 3;

/** ms before anything is measured: code becomes as fast as it gets. */
const warmUp = 1_500;

/** ms of one measurement. */
const oursTakes = 2_000;
const peerTakes = 1_200;

/** Readings a second from devices to the durable embedded store, beside a subscriber that only counts. */
export async function benchIngest(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const perMessage of sizes) figures.push(await benchSize(perMessage));
  return figures;
}

async function benchSize(perMessage: number): Promise<Figure> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    await using ours = await Chain.start({ subscriber: "ingest", directory, perMessage });
    await using peer = await Chain.start({ subscriber: "counter", directory, perMessage });
    await ours.run(warmUp);
    await peer.run(warmUp / 2);
    const words = { name: "ingest/embedded", unit: "readings/s", peer: "subscriber that only counts" };
    const figure = await inTurn({ ...words, lowerIsBetter: false, perMessage }, runs, {
      ours: () => ours.run(oursTakes),
      peer: () => peer.run(peerTakes),
    });
    await ours.audit();
    await peer.audit();
    return figure;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
