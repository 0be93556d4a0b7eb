import fastifyCookie from "@fastify/cookie";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { AppError } from "../../../core/errors.ts";
import { routeKey } from "../api/all.ts";
import { type ConnectionLimits, Connections, connectionLimits } from "../connections.ts";
import { guardHeaders, hasOneHost } from "../doors.ts";
import { readBody } from "../json-body.ts";
import type { LiveDesk } from "../live.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { addActions } from "./actions.ts";
import { Door } from "./door.ts";
import { addEntrance } from "./entrance.ts";
import { addInflux } from "./influx.ts";
import { addPages, answerNothing } from "./pages.ts";
import { addQuestions } from "./questions.ts";
import type { ServerParts } from "./serve.ts";
import { addStream } from "./stream.ts";

/** Of a path: an alarm's key is the longest there is, and its percent signs may triple it. */
const longestPart = 420;

/** The HTTP port: which routes there are, and what stands before all of them. */
export class HttpServer {
  readonly door: Door;
  readonly #config: ServerConfig;
  readonly #fastify: FastifyInstance;
  readonly #routes = new Set<string>();

  constructor(config: ServerConfig, ports: ServerPorts, desk: LiveDesk) {
    this.#config = config;
    this.door = new Door(config, ports);
    const limits = { ...connectionLimits, ...config.connections };
    const { headersWithin, requestWithin, checkEvery } = limits;
    this.#fastify = fastify({
      bodyLimit: 262_144,
      forceCloseConnections: true,
      // Whoever sends a request so slowly holds a connection for no good.
      http: { headersTimeout: headersWithin, connectionsCheckingInterval: checkEvery },
      requestTimeout: requestWithin,
      routerOptions: { maxParamLength: longestPart },
      frameworkErrors: (error, _request, reply: FastifyReply) => {
        const answer = reply.headers(guardHeaders(this.door.doors)).code(error.statusCode ?? 400);
        void answer.send({ error: "the address cannot be read: a part of it is too long, or badly encoded" });
      },
    });
    this.#bound(limits);
    this.#build({ config, ports, desk });
  }

  /** Every route there is, as `METHOD /path`; complete once the server is ready. */
  get routes(): ReadonlySet<string> {
    return this.#routes;
  }

  /** The server without its port, for those who ask it in the same process. */
  async ready(): Promise<FastifyInstance> {
    await this.#fastify.ready();
    return this.#fastify;
  }

  async listen(): Promise<number> {
    const { host, port } = this.#config;
    try {
      await this.#fastify.listen({ host, port });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
      throw new AppError(
        "port-busy",
        `${host}:${port} is taken by another program; choose a port with --http HOST:PORT`,
        error,
      );
    }
    const address = this.#fastify.server.address();
    const opened = typeof address === "object" && address !== null ? address.port : port;
    this.door.openedAt(opened);
    return opened;
  }

  async close(): Promise<void> {
    await this.#fastify.close();
  }

  #bound({ ofOneAddress, ofAll }: ConnectionLimits): void {
    const { server } = this.#fastify;
    const connections = new Connections(ofOneAddress, this.#config.publicUrl !== undefined);
    server.maxConnections = ofAll;
    server.on("connection", (socket) => {
      const leave = connections.admit(socket.remoteAddress ?? "");
      if (leave === undefined) socket.destroy();
      else socket.once("close", leave);
    });
  }

  #build(parts: ServerParts): void {
    const app = this.#fastify;
    const served = { app, door: this.door };
    app.addHook("onRoute", ({ method, url }) => {
      for (const one of [method].flat()) this.#routes.add(routeKey(one, url));
    });
    void app.register(fastifyCookie);
    this.#guard();
    takeJsonAlone(app);
    addInflux(app, parts.ports);
    addEntrance(served, parts);
    addQuestions(served, parts);
    addActions(served, parts);
    addStream(served, parts);
    void app.register(fastifyStatic, { root: this.#config.assets, cacheControl: false });
    addPages(app);
  }

  /** Before every route, also before one that nobody thought of. */
  #guard(): void {
    const app = this.#fastify;
    app.addHook("onRequest", (request, reply, done) => {
      reply.headers(guardHeaders(this.door.doors));
      if (!hasOneHost(request.raw.rawHeaders)) return void reply.code(400).send({ error: "expected one Host header" });
      const refusal = this.door.refusal(request);
      if (refusal === undefined) return done();
      if (!this.door.charge(request, reply, "light")) return;
      if ("location" in refusal) void reply.redirect(refusal.location, refusal.status);
      else void reply.code(refusal.status).send({ error: refusal.error });
    });
    app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const status = statusOf(error);
      const told = status < 500 || error instanceof AppError;
      // The route and not the path: a path may hold a secret.
      if (!told) process.stderr.write(`homeostat hub: ${request.method} ${request.routeOptions.url}: ${error.stack}\n`);
      void reply.code(status).send({ error: told ? error.message : "internal fault; see the log" });
    });
    app.setNotFoundHandler(answerNothing);
  }
}

/** JSON is read by our own reader; the forms of login and /query have theirs, every other type is refused. */
function takeJsonAlone(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, text, done) => {
    const body = readBody(String(text));
    if (body.ok) done(null, body.value);
    else done(Object.assign(new Error(body.error), { statusCode: 400 }));
  });
}

function statusOf(error: Error & { statusCode?: number }): number {
  if (error instanceof AppError) return error.retriable ? 503 : 400;
  return error.statusCode ?? 500;
}
