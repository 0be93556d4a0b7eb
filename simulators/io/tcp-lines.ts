import { createServer, type Server, type Socket } from "node:net";
import type { LineHost } from "../app.ts";
import type { DeviceLine } from "../worlds/world.ts";

/** Serves every bus on a free TCP port of 127.0.0.1, Modbus TCP frames. */
export const tcpLines: LineHost = {
  framing: "tcp",
  async serve(_bus, connect) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => attach(socket, connect, sockets));
    const port = await listen(server);
    return {
      address: `127.0.0.1:${port}`,
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    };
  },
};

type Connect = (say: (bytes: Uint8Array) => void) => DeviceLine;

function attach(socket: Socket, connect: Connect, sockets: Set<Socket>): void {
  const say = (bytes: Uint8Array): void => {
    if (bytes.length > 0 && socket.writable) socket.write(bytes);
  };
  const line = connect(say);
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.on("data", (bytes) => say(line.push(bytes)));
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    line.close?.();
    sockets.delete(socket);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
