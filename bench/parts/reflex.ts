import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { BenchChild } from "../child.ts";
import type { GatewayAnswer, GatewayStart } from "../gateway/orders.ts";
import { deadPort, gatewaySite, prepareGateway } from "../gateway/prepare.ts";
import { region } from "../ingest/load.ts";
import type { HubAnswer, HubStart } from "../ingest/orders.ts";
import type { DevicesAnswer, DevicesOrder } from "../reflex/orders.ts";
import { type Figure, inTurn, quantile } from "../result.ts";

const runs = 3;
const changes = 250;

/** Devices are found, code becomes as fast as it gets: changes that do not count. */
const warmUp = 100;

/** A contact in, a relay out, each on a bus of its own; the reflex lets the relay follow the contact. */
const siteFile = (input: number, output: number): string => `homeostat: 1
kind: site
site: { id: ${gatewaySite}, region: ${region}, name: Bench, commons: [water], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://127.0.0.1:1", credentialFile: none.json }] }
buses:
  in: { tcp: "127.0.0.1:${input}", gap: 0ms }
  out: { tcp: "127.0.0.1:${output}", gap: 0ms }
devices:
  in: { driver: modbus, bus: in, unitId: 1, poll: 5ms, map: { contact: { register: discreteInput, address: 0, type: bool } } }
  out: { driver: modbus, bus: out, unitId: 1, poll: 1h, map: { relay: { register: coil, address: 0, type: bool, write: true } } }
variables:
  in/contact: { commons: water, unit: bool }
actuators:
  relay: { output: out/relay, class: B, safeState: stop }
charter:
  version: 1
  reflexes:
    follow: { kind: on-off, layer: homeostasis, start: "v('in/contact')", stop: "!v('in/contact')", actuators: [relay] }
`;

/**
 * Last byte of a device's answer in, first byte of the write out, through a whole gateway, beside an echo of as many bytes by
 * a bare socket. Once with broker and store alive, once with both dead.
 */
export async function reflexLatency(): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  try {
    const start: HubStart = { subscriber: "ingest", directory, perMessage: 1 };
    await using hub = new BenchChild<HubAnswer>("./ingest/hub/main", start);
    const { port } = await hub.next("ready");
    const alive = await measure("reflex/latency-p99", join(directory, "alive"), port);
    const alone = await measure("reflex/latency-p99-alone", join(directory, "alone"), await deadPort());
    return [alive, alone];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(name: string, directory: string, mqttPort: number): Promise<Figure> {
  await using devices = new BenchChild<DevicesAnswer>("./reflex/devices/main");
  const { input, output, echo } = await devices.next("listening");
  await prepareGateway(directory, siteFile(input, output));
  await using gateway = new BenchChild<GatewayAnswer>("./gateway/main", { directory, mqttPort } satisfies GatewayStart);
  await gateway.next("ready");
  const echoing = connect({ port: echo, host: "127.0.0.1", noDelay: true });
  echoing.on("data", (bytes) => echoing.write(bytes));
  const p99 = async (kind: DevicesOrder["kind"], count: number): Promise<number> => {
    devices.order({ kind, changes: count } satisfies DevicesOrder);
    return quantile((await devices.next("latencies")).values, 0.99);
  };
  try {
    await pause(1_000);
    await p99("reflex", warmUp);
    await p99("echo", warmUp);
    const words = { name, unit: "ms", peer: "bare socket echo" };
    const parts = { ours: () => p99("reflex", changes), peer: () => p99("echo", changes) };
    return await inTurn({ ...words, lowerIsBetter: true }, runs, parts);
  } finally {
    echoing.destroy();
  }
}
