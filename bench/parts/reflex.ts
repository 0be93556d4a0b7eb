import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../core/errors.ts";
import { tcpBus } from "../../core/io/bus.ts";
import { systemClocks } from "../../core/io/clock.ts";
import { fileDisk } from "../../core/io/disk.ts";
import { sha256 } from "../../core/io/hash.ts";
import { seededSigner, verifierOf } from "../../core/io/keys.ts";
import { systemRng } from "../../core/io/rng.ts";
import { emptyImage, tcpServer } from "../../core/modbus/server.ts";
import type { Link } from "../../core/ports/link.ts";
import { start } from "../../gateway/app.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { deliveryOf } from "../../gateway/host/delivery-config.ts";
import { checkSite } from "../../gateway/site/load-site.ts";
import { type Figure, median } from "../result.ts";

const toggles = 400;
const between = 15;
const runs = 3;

/** A contact in, a contact out, on ports of their own; nothing else. */
const site = (input: number, output: number): string => `homeostat: 1
kind: site
site: { id: bench, region: bench, name: Bench, commons: [water], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://127.0.0.1:1", credentialFile: none.json }] }
buses:
  in: { tcp: "127.0.0.1:${input}", gap: 0ms }
  out: { tcp: "127.0.0.1:${output}", gap: 0ms }
devices:
  in: { driver: modbus, bus: in, unitId: 1, poll: 5ms, map: { contact: { register: discreteInput, address: 0, type: bool } } }
  out: { driver: modbus, bus: out, unitId: 1, poll: 10s, map: { relay: { register: coil, address: 0, type: bool, write: true } } }
variables:
  in/contact: { commons: water, unit: bool }
actuators:
  relay: { output: out/relay, class: B, safeState: stop }
charter:
  version: 1
  reflexes:
    follow: { kind: on-off, layer: homeostasis, start: "v('in/contact')", stop: "!v('in/contact')", actuators: [relay] }
`;

/** The broker is dead for the whole measurement: a reflex must not know the difference. */
const noBroker: Link = { connect: () => Promise.reject(new AppError("link-lost", "no broker in this benchmark")) };

/** Last byte of a device's answer in, first byte of the write out, through the whole gateway, beside a bare socket echo. */
export async function reflexLatency(): Promise<readonly Figure[]> {
  const pairs: { ours: number; echo: number }[] = [];
  for (let run = 0; run < runs; run += 1) pairs.push({ ours: p99(await ours()), echo: p99(await echo()) });
  const value = median(pairs.map((pair) => pair.ours));
  const peerValue = median(pairs.map((pair) => pair.echo));
  const ratio = median(pairs.map((pair) => pair.ours / pair.echo));
  const figure = { name: "reflex/latency-p99", unit: "ms", peer: "bare socket echo, p99" };
  return [{ ...figure, value, peerValue, ratio, lowerIsBetter: true, runs }];
}

async function ours(): Promise<number[]> {
  const directory = await mkdtemp(join(tmpdir(), "homeostat-bench-"));
  const latencies: number[] = [];
  let contact = false;
  let changedAt = 0;
  const shown = {
    ...emptyImage,
    readDiscreteInputs: (_address: number, count: number) => new Array(count).fill(contact),
  };
  const input = await device(shown, () => {
    if (changedAt === -1) changedAt = performance.now();
  });
  const taken = {
    ...emptyImage,
    readCoils: (_address: number, count: number) => new Array(count).fill(false),
    writeCoil: () => undefined,
  };
  const output = await device(taken, undefined, () => {
    if (changedAt <= 0) return;
    latencies.push(performance.now() - changedAt);
    changedAt = 0;
  });
  const checked = checkSite("bench.yaml", site(input.port, output.port), {
    drivers,
    read: () => ({ ok: false, error: "no files" }),
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  const key = seededSigner(new Uint8Array(32));
  const gateway = await start(
    {
      engine: checked.value.engine,
      file: checked.value.file,
      delivery: deliveryOf(checked.value, "bench"),
      scanEvery: 1_000,
    },
    {
      ...{
        clocks: systemClocks,
        rng: systemRng,
        disk: fileDisk(directory),
        sha256,
        signer: key,
        log: () => undefined,
        drivers,
      },
      ...{ sparkplugLink: noBroker, ownLink: noBroker, ingestKeys: verifierOf([key.publicPem]) },
      commandKeys: { verifier: verifierOf([key.publicPem]), operators: new Set(), regions: new Set() },
      buses: (_id, config) => ({
        bus: tcpBus(config.form === "tcp" ? config.tcp : { host: "127.0.0.1", port: 1 }),
        kind: "tcp",
      }),
    },
  );
  await pause(1_000);
  while (latencies.length < toggles) {
    contact = !contact;
    changedAt = -1;
    await pause(between);
  }
  await gateway.abandon();
  input.server.close();
  output.server.close();
  await rm(directory, { recursive: true, force: true });
  return latencies.slice(toggles / 4);
}

interface Device {
  readonly port: number;
  readonly server: Server;
}

/** A Modbus device on a port of its own; told when it answers and when bytes arrive. */
function device(image: typeof emptyImage, onAnswer?: () => void, onBytes?: () => void): Promise<Device> {
  return listen((socket) => {
    const serve = tcpServer(() => image);
    socket.on("data", (bytes) => {
      onBytes?.();
      const answer = serve.push(bytes);
      if (answer.length === 0) return;
      onAnswer?.();
      socket.write(answer);
    });
  });
}

async function echo(): Promise<number[]> {
  const latencies: number[] = [];
  let sentAt = 0;
  let asked: Socket | undefined;
  const { server, port } = await listen((socket) => {
    asked = socket;
    socket.on("data", () => latencies.push(performance.now() - sentAt));
  });
  const client = connect({ port, host: "127.0.0.1", noDelay: true });
  client.on("data", (bytes) => client.write(bytes));
  await pause(100);
  while (latencies.length < toggles) {
    sentAt = performance.now();
    asked?.write(new Uint8Array(12));
    await pause(between / 5);
  }
  client.destroy();
  server.close();
  return latencies.slice(toggles / 4);
}

function listen(onConnection: (socket: Socket) => void): Promise<Device> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on("error", () => undefined);
      onConnection(socket);
    });
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address !== null ? address.port : 0 });
    });
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}
