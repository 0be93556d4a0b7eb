import { HttpServer } from "./io/http.ts";
import { LiveDesk } from "./live.ts";
import type { ServerConfig, ServerPorts } from "./ports.ts";

/** The running HTTP server: console, API and queries on one port. */
export interface RunningServer extends AsyncDisposable {
  readonly port: number;
  /** A path with a one-time login token in it. */
  loginLink(): string;
  /** Resolves when the first reading is on the desk. */
  readonly firstReading: Promise<void>;
}

/** Starts the server. The desk connects in the background: pages answer also while the broker is away, and say so. */
export async function start(config: ServerConfig, ports: ServerPorts): Promise<RunningServer> {
  const desk = new LiveDesk(config.region, ports);
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
  return {
    port,
    loginLink: () => http.loginLink(),
    firstReading,
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await desk.close();
    },
  };
}
