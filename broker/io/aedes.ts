import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import { AppError } from "../../core/errors.ts";
import { defaultLimits, type GuardState, guard, guardStart } from "../guard.ts";
import { PublishRights } from "../permits.ts";
import { allow, clientIdFits, type Identity } from "../policy.ts";
import { gatherWrites } from "./gather.ts";

/** A credential of the embedded broker. Passwords are random tokens, so a fast hash is enough to keep them. */
export interface Credential {
  readonly identity: Identity;
  readonly password: string;
}

/** Where the broker listens and whom it lets in. */
export interface BrokerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly credentials: readonly Credential[];
  /** Told of each refusal and cut: for counters and the log. Never holds a secret. */
  readonly onRefused?: (what: string, detail: string) => void;
}

/** The broker while it runs; disposing ends every connection. */
export interface RunningBroker extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
}

/** MQTT 3.1.1 return code 5: not authorised. */
const notAuthorised = 5;
const mostConnections = 500;

/** Starts the embedded broker: every connection known by credential, every topic by policy, every byte counted by the guard. */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const identities = new WeakMap<Client, Identity>();
  const permits = new WeakMap<Client, PublishRights>();
  const refused = options.onRefused ?? (() => undefined);
  const broker = await Aedes.createBroker({
    concurrency: 1000,
    connectTimeout: 5_000,
    drainTimeout: 5_000,
    keepaliveLimit: 600,
    maxTopicLevels: 20,
    queueLimit: 1_000,
    authenticate: (client, username, password, done) => {
      const identity = identify(options.credentials, username, password);
      if (identity !== undefined && clientIdFits(identity, client.id)) {
        identities.set(client, identity);
        permits.set(client, new PublishRights(identity));
        return done(null, true);
      }
      refused("login", client.id);
      const reason = identity === undefined ? "bad user name or password" : "client id belongs to another credential";
      done(Object.assign(new Error(reason), { returnCode: notAuthorised }) as AuthenticateError, false);
    },
    authorizePublish: (client, packet, done) => {
      if (client === null) return done(null);
      if (permits.get(client)?.allows(packet.topic) === true) return done(null);
      refused("publish", `${client.id} ${packet.topic}`);
      done(new Error("not allowed to publish here"));
    },
    authorizeSubscribe: (client, subscription, done) => {
      const identity = identities.get(client);
      if (identity !== undefined && allow(identity, "subscribe", subscription.topic)) return done(null, subscription);
      refused("subscribe", `${client.id} ${subscription.topic}`);
      done(null, null);
    },
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
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        broker.close(() => server.close(() => resolve()));
      }),
  };
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

function identify(
  credentials: readonly Credential[],
  username: string | undefined,
  password: Buffer | undefined,
): Identity | undefined {
  const offered = digest(password ?? Buffer.alloc(0));
  const known = credentials.find(({ identity }) => identity.name === username);
  const same = timingSafeEqual(offered, digest(Buffer.from(known?.password ?? "")));
  return known !== undefined && known.password !== "" && same ? known.identity : undefined;
}

const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** Sees every chunk before the stream buffers it; the broker's own reader only sees what has passed. */
function guardSocket(socket: Socket, refused: (what: string, detail: string) => void): void {
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
