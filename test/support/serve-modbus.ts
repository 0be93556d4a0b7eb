import { createServer } from "node:net";
import { type RegisterImage, rtuServer, tcpServer } from "../../core/modbus/server.ts";
import type { Bus } from "../../core/ports/bus.ts";

/** Serves emulated devices on one end of a serial line; close what it returns. */
export async function serveRtu(
  bus: Bus,
  images: Readonly<Record<number, RegisterImage>>,
): Promise<() => Promise<void>> {
  const server = rtuServer((unitId) => images[unitId]);
  const session = await bus.open({
    onBytes(bytes) {
      const answer = server.push(bytes);
      if (answer.length > 0) session.write(answer).catch(() => undefined);
    },
    onClose: () => undefined,
  });
  return () => session.close();
}

/** Serves emulated devices on a TCP port of loopback. */
export async function serveTcp(
  port: number,
  images: Readonly<Record<number, RegisterImage>>,
): Promise<() => Promise<void>> {
  const listener = createServer((socket) => {
    const server = tcpServer((unitId) => images[unitId]);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => socket.write(server.push(bytes)));
  });
  await new Promise<void>((resolve) => listener.listen(port, "127.0.0.1", resolve));
  return () => new Promise((resolve) => listener.close(() => resolve()));
}
