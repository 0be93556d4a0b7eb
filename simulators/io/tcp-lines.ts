import { createServer, type Server, type Socket } from "node:net";
import type { DeviceLine, LineHost } from "../app.ts";

/** Serves every bus on a free TCP port of 127.0.0.1, Modbus TCP frames. */
export const tcpLines: LineHost = {
  framing: "tcp",
  async serve(_bus, connect) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => attach(socket, connect(), sockets));
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

function attach(socket: Socket, line: DeviceLine, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.on("data", (bytes) => {
    const answer = line.push(bytes);
    if (answer.length > 0) socket.write(answer);
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => sockets.delete(socket));
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
