import { createServer, type Socket } from "node:net";
import { Aedes } from "aedes";
import { AppError } from "../../core/errors.ts";
import { figure, type MetricFamily } from "../../core/prometheus.ts";
import { defaultLimits, type GuardState, guard, guardStart } from "../guard.ts";
import { type Credential, doorsOf, type Refused } from "./doors.ts";
import { gatherWrites } from "./gather.ts";

/** Where the broker listens and whom it lets in. */
export interface BrokerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly credentials: readonly Credential[];
  readonly onRefused?: Refused;
}

/** The broker while it runs; disposing ends every connection. */
export interface RunningBroker extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
  metrics(): readonly MetricFamily[];
}

const mostConnections = 500;

/** Starts the embedded broker: every connection known by credential, every topic by policy, every byte counted by the guard. */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const refusals = new Map<string, number>();
  const refused: Refused = (what, detail) => {
    refusals.set(what, (refusals.get(what) ?? 0) + 1);
    options.onRefused?.(what, detail);
  };
  const broker = await Aedes.createBroker({
    concurrency: 1000,
    connectTimeout: 5_000,
    drainTimeout: 5_000,
    keepaliveLimit: 600,
    maxTopicLevels: 20,
    queueLimit: 1_000,
    ...doorsOf(options.credentials, refused),
  });
  // aedes drops what a later message has overtaken as a duplicate, and retained and QoS 1 messages are overtaken: they wait for
  // its persistence. Nothing is dropped for it here; a client with overlapping filters may see a message twice [MQTT-3.3.5-1].
  const nothingSeen: unknown = Object.defineProperty({}, broker.id, { get: () => 0, set: ignore });
  broker.on("client", (client) => Object.assign(client, { duplicates: nothingSeen }));
  broker.on("clientError", (client, error) => refused("client", `${client.id} ${error.message}`));
  broker.on("connectionError", (_client, error) => refused("connection", error.message));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    guardSocket(socket, refused);
    gatherWrites(socket);
    broker.handle(socket);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : options.port,
    get connections() {
      return broker.connectedClients;
    },
    metrics: () => brokerMetrics(broker.connectedClients, refusals),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        broker.close(() => server.close(() => resolve()));
      }),
  };
}

function brokerMetrics(connections: number, refusals: ReadonlyMap<string, number>): readonly MetricFamily[] {
  const samples = [...refusals].map(([what, value]) => ({ labels: { what }, value }));
  return [
    figure("gauge", "homeostat_broker_connections", "Clients that are logged in", connections),
    {
      name: "homeostat_broker_refused_total",
      help: "Refusals and cuts, by what was refused",
      type: "counter",
      samples,
    },
  ];
}

const ignore = (): void => undefined;

function listenError(error: NodeJS.ErrnoException, { host, port }: BrokerOptions): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new AppError(
    "port-busy",
    `${host}:${port} is taken by another program; choose a port with --mqtt HOST:PORT`,
    error,
  );
}

/** Sees every chunk before the stream buffers it; the broker's own reader only sees what has passed. */
function guardSocket(socket: Socket, refused: Refused): void {
  let state: GuardState = guardStart;
  const push = socket.push.bind(socket);
  socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
    if (chunk === null) return push(chunk, encoding);
    const next = guard(state, chunk, defaultLimits);
    if (typeof next === "string") {
      refused("guard", next);
      socket.destroy();
      return false;
    }
    state = next;
    return push(chunk, encoding);
  };
}
