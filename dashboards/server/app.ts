import { sleep } from "../../core/ports/clock.ts";
import type { DurationMs } from "../../core/time.ts";
import { askerOf } from "./asker.ts";
import type { DeskInput } from "./desk.ts";
import { HttpServer } from "./io/http.ts";
import { LiveDesk } from "./live.ts";
import type { ServerConfig, ServerPorts } from "./ports.ts";
import { recall } from "./recall.ts";

/** The store may come up after the server; until it does, the desk shows what arrives. */
const askAgainAfter: DurationMs = 1_000;

/** The running HTTP server: console, API and queries on one port. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  /** A path with a one-time login token in it. */
  loginLink(): string;
  /** Whether the desk has its broker. */
  readonly connected: boolean;
  /** Resolves when the first reading is on the desk. */
  readonly firstReading: Promise<void>;
}

/** Starts the server. The desk connects in the background: pages answer also while the broker is away, and say so. */
export async function start(config: ServerConfig, ports: ServerPorts): Promise<RunningServer> {
  const desk = new LiveDesk(config, ports);
  const firstReading = new Promise<void>((resolve) => {
    const cancel = desk.listen((input) => {
      if (input.kind !== "values" || input.values.every(({ value }) => value === null)) return;
      cancel();
      resolve();
    });
  });
  const http = new HttpServer(config, ports, desk);
  const port = await http.listen();
  desk.start();
  let closed = false;
  void recallWhenReady(config, ports, { put: (input) => desk.put(input), closed: () => closed });
  return {
    port,
    loginLink: () => http.door.loginLink(),
    get connected() {
      return desk.connected;
    },
    firstReading,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      await http.close();
      await desk.close();
    },
  };
}

async function recallWhenReady(
  config: ServerConfig,
  ports: ServerPorts,
  desk: { put(input: DeskInput): void; closed(): boolean },
): Promise<void> {
  while (!desk.closed()) {
    try {
      for (const input of await recall(config.region, askerOf(config, ports))) desk.put(input);
      return;
    } catch {
      await sleep(ports.clocks.io, askAgainAfter);
    }
  }
}
