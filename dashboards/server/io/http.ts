import fastifyCookie from "@fastify/cookie";
import fastifyStatic from "@fastify/static";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { AppError } from "../../../core/errors.ts";
import { randomHex } from "../../../core/ports/rng.ts";
import { type AccessState, noAccess, offerLink, ownPage, redeemLink, sessionLife, sessionStands } from "../access.ts";
import type { LiveDesk } from "../live.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { addApi } from "./api.ts";
import { addInflux } from "./influx.ts";
import { addStream } from "./stream.ts";

const cookieName = "homeostat";

/** Nothing from elsewhere is ever loaded; inline styles are the charts' own. */
const contentPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The HTTP port: who may come in, and which routes there are. */
export class HttpServer {
  readonly #config: ServerConfig;
  readonly #ports: ServerPorts;
  readonly #fastify: FastifyInstance;
  #access: AccessState;
  #port = 0;

  constructor(config: ServerConfig, ports: ServerPorts, desk: LiveDesk) {
    this.#config = config;
    this.#ports = ports;
    this.#access = ports.access?.load() ?? noAccess;
    this.#fastify = fastify({ bodyLimit: 262_144, forceCloseConnections: true });
    this.#build(desk);
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
    this.#port = typeof address === "object" && address !== null ? address.port : port;
    return this.#port;
  }

  async close(): Promise<void> {
    await this.#fastify.close();
  }

  loginLink(): string {
    const secret = randomHex(this.#ports.rng, 24);
    this.#grant(offerLink(this.#access, this.#ports.digest(secret), this.#ports.clocks.io.now()));
    return `/login?once=${secret}`;
  }

  #grant(access: AccessState): void {
    this.#access = access;
    this.#ports.access?.save(access);
  }

  #build(desk: LiveDesk): void {
    const app = this.#fastify;
    void app.register(fastifyCookie);
    app.addHook("onRequest", (request, reply, done) => {
      reply.header("content-security-policy", contentPolicy);
      reply.header("x-content-type-options", "nosniff");
      reply.header("referrer-policy", "no-referrer");
      const fault = this.#refusal(request);
      if (fault === undefined) return done();
      void reply.code(fault.status).send({ error: fault.error });
    });
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const status = error.statusCode ?? 500;
      void reply.code(status).send({ error: status < 500 ? error.message : "internal fault; see the log" });
    });
    app.get("/login", (request: FastifyRequest<{ Querystring: { once?: string } }>, reply) =>
      this.#login(request, reply),
    );
    app.post("/api/v1/login-link", () => ({ path: this.loginLink() }));
    app.get("/healthz", () => ({ ok: true }));
    app.get("/readyz", async (_request, reply) => {
      const parts = await this.#ports.ready();
      return reply.code(parts.every(({ ok }) => ok) ? 200 : 503).send({ parts });
    });
    addInflux(app, this.#ports);
    addApi(app, { config: this.#config, ports: this.#ports, desk });
    addStream(app, desk, this.#ports.clocks);
    void app.register(fastifyStatic, { root: this.#config.assets, cacheControl: false });
  }

  /** What stands against a request: a foreign page, or no login. The InfluxDB paths check their own credentials. */
  #refusal(request: FastifyRequest): { status: number; error: string } | undefined {
    const { host, origin } = request.headers;
    const changes = request.method !== "GET" && request.method !== "HEAD";
    if (!ownPage({ host, origin, changes }, this.#hosts())) {
      return {
        status: 403,
        error: `this server does not answer to Host ${host ?? "(none)"} with Origin ${origin ?? "(none)"}`,
      };
    }
    const path = request.url.split("?")[0] ?? "/";
    const open = ["/healthz", "/readyz", "/login", "/ping", "/query"].includes(path);
    if (open || this.#loggedIn(request)) return undefined;
    if (path.startsWith("/api/"))
      return { status: 401, error: "log in with the one-time link, or send Authorization: Bearer TOKEN" };
    return path === "/"
      ? { status: 401, error: "log in with a one-time link: `homeostat login` prints one" }
      : undefined;
  }

  #hosts(): readonly string[] {
    const names = new Set([this.#config.host, "127.0.0.1", "localhost", "[::1]"]);
    return [...names].map((name) => `${name}:${this.#port}`);
  }

  #loggedIn(request: FastifyRequest): boolean {
    const { authorization } = request.headers;
    const offered = authorization?.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : undefined;
    if (offered !== undefined) return this.#ports.digest(offered) === this.#ports.digest(this.#config.token);
    const session = request.cookies[cookieName];
    return (
      session !== undefined && sessionStands(this.#access, this.#ports.digest(session), this.#ports.clocks.io.now())
    );
  }

  #login(request: FastifyRequest<{ Querystring: { once?: string } }>, reply: FastifyReply): FastifyReply {
    const session = randomHex(this.#ports.rng, 24);
    const { digest, clocks } = this.#ports;
    const next = redeemLink(this.#access, digest(request.query.once ?? ""), digest(session), clocks.io.now());
    if (next === undefined)
      return reply.code(403).send({ error: "this link was used or is too old; `homeostat login` prints a new one" });
    this.#grant(next);
    reply.setCookie(cookieName, session, { httpOnly: true, sameSite: "strict", path: "/", maxAge: sessionLife / 1000 });
    return reply.redirect("/");
  }
}
