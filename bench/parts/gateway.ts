import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { emptyImage, tcpServer } from "../../core/modbus/server.ts";
import { BenchChild } from "../child.ts";
import type { GatewayAnswer, GatewayStart } from "../gateway/orders.ts";
import { deadPort, gatewaySite, prepareGateway } from "../gateway/prepare.ts";
import { region } from "../ingest/load.ts";
import { type Figure, inTurn } from "../result.ts";

const runs = 5;
const memoryRuns = 3;
const devices = 10;
const perDevice = 50;

/** ms after which the memory is looked at: every variable was read several times. */
const settles = 4_000;

/** A site of 500 variables on one line, all read once a second. */
function siteFile(port: number): string {
  const map = Array.from({ length: perDevice }, (_, address) => {
    return `      v${address}: { register: holdingRegister, address: ${address}, type: uint16, scale: 0.01, unit: m }`;
  });
  const units = Array.from({ length: devices }, (_, unit) => unit + 1);
  const ofDevice = (unit: number): string =>
    `  d${unit}:\n    driver: modbus\n    bus: line\n    unitId: ${unit}\n    poll: 1s\n    map:\n${map.join("\n")}`;
  const variables = units.flatMap((unit) =>
    Array.from({ length: perDevice }, (_, index) => {
      return `  d${unit}/v${index}: { commons: water, unit: m, kind: level, span: { lo: 0, hi: 1000 }, quality: { stale: 10s } }`;
    }),
  );
  return `homeostat: 1
kind: site
site: { id: ${gatewaySite}, region: ${region}, name: Bench, commons: [water], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtt://127.0.0.1:1", credentialFile: none.json }] }
buses:
  line: { tcp: "127.0.0.1:${port}", gap: 0ms }
devices:
${units.map(ofDevice).join("\n")}
variables:
${variables.join("\n")}
charter: { version: 1 }
`;
}

/** From the start of the process until the gateway reads, judges and spools, beside a process that imports nothing. */
export function gatewayReady(): Promise<readonly Figure[]> {
  return withGateway(async (start) => {
    const words = { name: "gateway/ready", unit: "ms", peer: "Node process that imports nothing" };
    const measure = {
      ours: () => readyAfter("./gateway/main", start),
      peer: () => readyAfter("./gateway/idle"),
    };
    return [await inTurn({ ...words, lowerIsBetter: true }, runs, measure)];
  });
}

/** Resident memory of a gateway of 500 variables, beside a process that imports nothing. */
export function gatewayMemory(): Promise<readonly Figure[]> {
  return withGateway(async (start) => {
    const words = { name: "gateway/rss", unit: "By", peer: "Node process that imports nothing" };
    const measure = {
      ours: () => memoryOf("./gateway/main", start),
      peer: () => memoryOf("./gateway/idle"),
    };
    return [await inTurn({ ...words, lowerIsBetter: true }, memoryRuns, measure)];
  });
}

async function readyAfter(module: string, start?: GatewayStart): Promise<number> {
  const started = performance.now();
  await using child = new BenchChild<GatewayAnswer>(module, start);
  await child.next("ready");
  return performance.now() - started;
}

async function memoryOf(module: string, start?: GatewayStart): Promise<number> {
  await using child = new BenchChild<GatewayAnswer>(module, start);
  await child.next("ready");
  await pause(start === undefined ? settles / 8 : settles);
  child.order({ kind: "memory" });
  return (await child.next("memory")).rss;
}

async function withGateway(work: (start: GatewayStart) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-bench-"));
  const server = await emulate();
  try {
    const address = server.address();
    await prepareGateway(directory, siteFile(typeof address === "object" && address !== null ? address.port : 0));
    return await work({ directory, mqttPort: await deadPort() });
  } finally {
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** All devices of the line, on one port of loopback. */
function emulate(): Promise<Server> {
  const image = {
    ...emptyImage,
    readHolding: (address: number, count: number) =>
      Array.from({ length: count }, (_, index) => (address + index) * 100 + (Math.floor(Date.now() / 1_000) % 50)),
  };
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      const modbus = tcpServer(() => image);
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => socket.write(modbus.push(bytes)));
    });
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
