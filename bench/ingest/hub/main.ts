import { startBroker } from "../../../broker/io/aedes.ts";
import type { Role } from "../../../broker/policy.ts";
import { passwordOf, region, siteIds } from "../load.ts";
import { type HubOrder, type HubStart, tell } from "../orders.ts";
import { startCounter } from "./counter.ts";
import { startStoring } from "./storing.ts";
import type { Subscriber } from "./subscriber.ts";

/** ms. */
const reportEvery = 5;

/** Broker and subscriber in one process, as in `up`; or the subscriber alone, as `homeostat ingest`. */
async function main(start: HubStart): Promise<void> {
  const port = start.broker ?? (await embeddedBroker());
  const open = start.subscriber === "ingest" ? startStoring : startCounter;
  const subscriber = await open(start, port);
  const failed = (error: unknown): void => tell({ kind: "failed", reason: String(error) });
  process.on("message", ({ readings }: HubOrder) => {
    subscriber.audit(readings).then(() => tell({ kind: "audited" }), failed);
  });
  tell({ kind: "ready", port });
  setInterval(() => report(subscriber, failed), reportEvery);
}

async function embeddedBroker(): Promise<number> {
  const roles: readonly (readonly [string, Role])[] = [
    ...siteIds.map((site) => [site, "site"] as const),
    ["ingest", "ingest"],
    ["reader", "reader"],
  ];
  const { port } = await startBroker({
    host: "127.0.0.1",
    port: 0,
    credentials: roles.map(([name, role]) => ({ identity: { role, name, region }, password: passwordOf(name) })),
    onRefused: (what, detail) => tell({ kind: "failed", reason: `the broker refused: ${what} ${detail}` }),
  });
  return port;
}

let told = 0;

function report(subscriber: Subscriber, failed: (error: unknown) => void): void {
  try {
    const readings = subscriber.arrived();
    if (readings !== told) tell({ kind: "arrived", readings });
    told = readings;
  } catch (error) {
    failed(error);
  }
}

process.once("disconnect", () => process.exit(0));
await main(JSON.parse(process.argv[2] ?? "") as HubStart);
