import { createServer, type Server, type Socket } from "node:net";
import { serialBus, tcpBus } from "../../core/io/bus.ts";
import type { Bus, BusEvents, BusSession } from "../../core/ports/bus.ts";
import { busContract } from "../support/bus-contract.ts";
import { freePort } from "../support/ports.ts";
import { ptyPair } from "../support/pty.ts";
import { until } from "../support/until.ts";

const serial = (path: string) => serialBus({ path, baud: 19_200, dataBits: 8, parity: "even", stopBits: 1 });

busContract("serialport on a pty pair", async () => {
  const pair = await ptyPair();
  return {
    near: serial(pair.near),
    far: serial(pair.far),
    unplug: () => pair.unplug(),
    plug: () => pair.plug(),
    close: () => pair.close(),
    until: (condition) => until("the bus does it", condition),
  };
});

/** The listening end of a TCP line, as a Bus: one connection at a time. */
function listeningEnd(port: number): { bus: Bus; unplug(): Promise<void> } {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const stop = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      if (server === undefined) resolve();
      else server.close(() => resolve());
      server = undefined;
    });
  const open = (events: BusEvents) =>
    new Promise<BusSession>((resolve) => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("data", events.onBytes);
      });
      const write = async (bytes: Uint8Array) => {
        for (const socket of sockets) socket.write(bytes);
      };
      server.listen(port, "127.0.0.1", () => resolve({ write, close: stop }));
    });
  return { bus: { open }, unplug: stop };
}

busContract("TCP connection", async () => {
  const port = await freePort();
  const far = listeningEnd(port);
  return {
    near: tcpBus({ host: "127.0.0.1", port }),
    far: far.bus,
    unplug: () => far.unplug(),
    plug: async () => undefined,
    close: () => far.unplug(),
    until: (condition) => until("the bus does it", condition),
  };
});
