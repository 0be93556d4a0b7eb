import { createConnection, type Socket } from "node:net";
import type { SerialPort } from "serialport";
import { AppError } from "../errors.ts";
import type { Bus, BusEvents, BusSession } from "../ports/bus.ts";
import type { DurationMs } from "../time.ts";
import { noticeHangup } from "./hangup.ts";

/** A serial port and how it is set: `19200 8E1`. */
export interface SerialSettings {
  /** A stable name under /dev/serial/by-id, not a number that changes with the order of plugging. */
  readonly path: string;
  readonly baud: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** A serial port of this machine, locked while it is open. */
export function serialBus(settings: SerialSettings): Bus {
  return {
    async open(events) {
      const { SerialPort } = await import("serialport");
      const { path, baud, dataBits, parity, stopBits } = settings;
      const port = new SerialPort({ path, baudRate: baud, dataBits, parity, stopBits, lock: true, autoOpen: false });
      await new Promise<void>((resolve, reject) => {
        port.open((error) => (error ? reject(unavailable(path, error)) : resolve()));
      });
      noticeHangup(port);
      return serialSession(port, path, events);
    },
  };
}

function serialSession(port: SerialPort, path: string, events: BusEvents): BusSession {
  // serialport keeps a write on a lost port for a later opening and never answers it: each is given up at the end.
  const pending = new Set<(error: Error) => void>();
  const ended = once((reason) => {
    for (const giveUp of pending) giveUp(new Error(reason));
    events.onClose(reason);
  });
  port.on("data", (bytes: Buffer) => events.onBytes(bytes));
  port.on("close", (error?: Error) => ended.call(error?.message ?? `${path} was closed`));
  port.on("error", (error) => {
    ended.call(error.message);
    port.close(() => undefined);
  });
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (!port.isOpen) return reject(unavailable(path, new Error("the port is closed")));
        const giveUp = (error: Error): void => reject(unavailable(path, error));
        pending.add(giveUp);
        port.write(bytes, (error) => {
          pending.delete(giveUp);
          if (error) giveUp(error);
          else resolve();
        });
      }),
    close: () => {
      ended.cancel();
      for (const giveUp of pending) giveUp(new Error("the port was closed"));
      return new Promise((resolve) => {
        if (port.isOpen) port.close(() => resolve());
        else resolve();
      });
    },
  };
}

/** Where a TCP device or serial server listens. */
export interface TcpSettings {
  readonly host: string;
  readonly port: number;
  /** Default 3 s. */
  readonly connectTimeout?: DurationMs;
}

const keepAliveAfter: DurationMs = 10_000;

/** A TCP connection to a device or serial server. */
export function tcpBus(settings: TcpSettings): Bus {
  const name = `${settings.host}:${settings.port}`;
  return {
    async open(events) {
      const socket = await connect(settings, name);
      const ended = once(events.onClose);
      socket.on("data", (bytes: Buffer) => events.onBytes(bytes));
      socket.on("error", (error) => ended.call(error.message));
      socket.on("close", () => ended.call(`${name} closed the connection`));
      return {
        write: (bytes) =>
          new Promise((resolve, reject) => {
            socket.write(bytes, (error) => (error ? reject(unavailable(name, error)) : resolve()));
          }),
        close: () => {
          ended.cancel();
          return destroyed(socket);
        },
      };
    },
  };
}

function connect(settings: TcpSettings, name: string): Promise<Socket> {
  const { host, port, connectTimeout = 3000 } = settings;
  return new Promise((resolve, reject) => {
    const socket = createConnection({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveAfter,
    });
    const fail = (error: Error): void => {
      socket.destroy();
      reject(unavailable(name, error));
    };
    socket.setTimeout(connectTimeout, () => fail(new Error(`no connection within ${connectTimeout} ms`)));
    socket.once("error", fail);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeListener("error", fail);
      resolve(socket);
    });
  });
}

function destroyed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once("close", () => resolve());
    socket.destroy();
  });
}

function once(run: (reason: string) => void): { call(reason: string): void; cancel(): void } {
  let live = true;
  return {
    call(reason) {
      if (!live) return;
      live = false;
      run(reason);
    },
    cancel() {
      live = false;
    },
  };
}

function unavailable(name: string, cause: Error): AppError {
  return new AppError("bus-unavailable", `${name}: ${cause.message}`, cause);
}
