import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { seededRng } from "../../core/sim/rng.ts";
import { type MeasurementName, measurements } from "../../ingest/measurements.ts";
import { SimPolder } from "../support/sim-polder.ts";

const minute = 60_000;
/** Seconds on an idle machine, minutes on one that is shared. */
const enough = 600_000;

interface Outcome {
  readonly polder: SimPolder;
  readonly digest: string;
}

/** One hour with a crash, a partition and a power cut at moments that follow from the seed, and ten minutes to recover. */
async function hour(seed: number): Promise<Outcome> {
  const polder = new SimPolder(seed);
  const rng = seededRng(seed);
  const wait = (from: number, to: number): Promise<void> =>
    polder.pass((from + Math.floor(rng.next() * (to - from))) * 1_000);
  await polder.during(polder.begin());
  await wait(300, 900);
  await polder.endGateway("kill");
  await wait(1, 10);
  await polder.startGateway();
  await wait(300, 600);
  polder.network.cut("site");
  await wait(60, 300);
  polder.network.heal("site");
  await wait(300, 600);
  await polder.endGateway("power cut");
  await wait(1, 30);
  await polder.startGateway();
  await polder.pass(60 * minute - (polder.scheduler.now % (60 * minute)));
  await polder.pass(10 * minute);
  return { polder, digest: digestOf(polder) };
}

/** How the life of a seed begins. */
async function firstMinutes(seed: number): Promise<string> {
  const polder = new SimPolder(seed);
  await polder.during(polder.begin());
  await polder.pass(3 * minute);
  return digestOf(polder);
}

function digestOf({ content, truth }: SimPolder): string {
  const hash = createHash("sha256");
  for (const measurement of Object.keys(measurements) as MeasurementName[])
    hash.update(JSON.stringify(content.rows(measurement)));
  return hash.update(truth.join("\n")).digest("hex");
}

const hours = new Map<number, Promise<Outcome>>();

/** The hour of a seed, lived once for all tests. */
function hourOf(seed: number): Promise<Outcome> {
  const known = hours.get(seed) ?? hour(seed);
  hours.set(seed, known);
  return known;
}

/** What the plant's own truth file says of the polder's level, m NAP. */
function trueLevels({ truth }: SimPolder): number[] {
  return truth.flatMap((line) => (JSON.parse(line) as { inside?: number }).inside ?? []);
}

describe("one seeded simulated hour with a crash, a partition and a power cut", { timeout: enough }, () => {
  it("balances its books and doubles nothing", async () => {
    const { polder } = await hourOf(1);
    expect(polder.network.lost).toBeGreaterThan(0);
    const [site] = polder.ingest.books();
    expect(site?.boots).toHaveLength(3);
    for (const boot of site?.boots ?? []) expect(boot).toMatchObject({ unexplained: 0, refused: 0 });
    const rows = polder.content.rows("reading");
    const keys = rows.map(({ time, tags }) => `${time} ${Object.values(tags).join("/")}`);
    expect(rows.length).toBeGreaterThan(100_000);
    expect(new Set(keys).size).toBe(rows.length);
  });

  it("keeps the water where it belongs, as the plant itself saw it", async () => {
    const levels = trueLevels((await hourOf(1)).polder);
    expect(levels.length).toBeGreaterThan(1_000);
    expect(levels.reduce((a, b) => Math.max(a, b))).toBeLessThan(-1.85);
    expect(levels.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(-2.65);
  });

  it("comes back byte for byte from its seed", async () => {
    const [first, again] = [await hourOf(1), await hour(1)];
    expect(again.digest).toBe(first.digest);
  });

  it("is another one with another seed, from its first minutes on", async () => {
    expect(await firstMinutes(2)).not.toBe(await firstMinutes(1));
  });
});
