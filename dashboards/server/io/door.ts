import type { FastifyReply, FastifyRequest } from "fastify";
import { randomHex } from "../../../core/ports/rng.ts";
import { isPage } from "../../pages.ts";
import { type AccessState, endSession, noAccess, offerLink, openSession, redeemLink, sessionOf } from "../access.ts";
import { type Refusal, refusalOf } from "../admission.ts";
import { leastRoles, routeKey } from "../api/all.ts";
import { Charges } from "../charges.ts";
import { type Doors, doorsOf } from "../doors.ts";
import { LoginDelays } from "../login-delays.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { starter, type Visitor } from "../roles.ts";
import type { Cost } from "../route.ts";

/** How a login by password ended: the secret of a session, or why there is none. */
export type LoginOutcome =
  | { readonly kind: "open"; readonly session: string }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly ms: number };

/** Who may come in: the only place that knows sessions, tokens and their secrets. */
export class Door {
  readonly #config: ServerConfig;
  readonly #ports: ServerPorts;
  readonly #delays = new LoginDelays();
  readonly #charges = new Charges();
  readonly #visitors = new WeakMap<FastifyRequest, Visitor>();
  #access: AccessState;
  #doors: Doors;

  constructor(config: ServerConfig, ports: ServerPorts) {
    this.#config = config;
    this.#ports = ports;
    this.#access = ports.access?.load() ?? noAccess;
    this.#doors = doorsOf(config);
  }

  get doors(): Doors {
    return this.#doors;
  }

  /** The port is known only once it is open. */
  openedAt(port: number): void {
    this.#doors = doorsOf({ ...this.#config, port });
  }

  get cookieName(): string {
    // A browser takes the prefix only from https, and from no other host. Source: RFC 6265bis, 4.1.3.2.
    return this.#doors.https ? "__Host-homeostat" : "homeostat";
  }

  /** What stands against a request. Who asks is known after this. */
  refusal(request: FastifyRequest): Refusal | undefined {
    const visitor = this.#identify(request);
    if (visitor !== undefined) this.#visitors.set(request, visitor);
    const { url } = request.routeOptions;
    const { host, origin, accept } = request.headers;
    const proof = request.headers["x-homeostat-csrf"];
    const knock = {
      host,
      origin,
      changes: request.method !== "GET" && request.method !== "HEAD",
      route: url === undefined ? undefined : routeKey(request.method, url),
      page: (url === "/" || isPage(url)) && accept?.includes("text/html") === true,
      proof: typeof proof === "string" ? proof : undefined,
      contentType: request.headers["content-type"],
    };
    return refusalOf(knock, { doors: this.#doors, least: leastRoles, visitor, proof: this.proofOf(request) });
  }

  /** Who asks; undefined for what anyone may ask. */
  visitorOf(request: FastifyRequest): Visitor | undefined {
    return this.#visitors.get(request);
  }

  /** The name under which a change is made. */
  actorOf(request: FastifyRequest): string {
    const visitor = this.#visitors.get(request);
    if (visitor === undefined) throw new Error("a change that nobody asks for");
    return visitor.name;
  }

  /** What our own page sends with each change of this login; undefined without a session. */
  proofOf(request: FastifyRequest): string | undefined {
    const secret = request.cookies[this.cookieName];
    return secret === undefined ? undefined : this.#ports.digest(`csrf ${secret}`);
  }

  /** Charges a request to who asks; false after it was answered with 429. */
  charge(request: FastifyRequest, reply: FastifyReply, cost: Cost): boolean {
    const visitor = this.#visitors.get(request);
    const payer =
      visitor === undefined
        ? ({ kind: "address", address: this.addressOf(request) } as const)
        : ({ kind: "name", name: visitor.name } as const);
    const wait = this.#charges.take(payer, cost, this.#now());
    if (wait > 0) tooOften(reply, wait).send({ error: "too often; ask again later" });
    return wait === 0;
  }

  /** Where a request comes from: behind a proxy what the proxy says, which is the last one told. */
  addressOf(request: FastifyRequest): string {
    const told = this.#config.publicUrl === undefined ? undefined : request.headers["x-forwarded-for"];
    return (
      String(told ?? "")
        .split(",")
        .at(-1)
        ?.trim() || request.ip
    );
  }

  /** A path with a one-time login token in it. */
  loginLink(): string {
    const secret = randomHex(this.#ports.rng, 24);
    this.#grant(offerLink(this.#access, this.#ports.digest(secret), this.#now()));
    return `/login?once=${secret}`;
  }

  /** Trades a one-time link for the secret of a session. */
  redeem(once: string): string | undefined {
    const session = randomHex(this.#ports.rng, 24);
    const { digest } = this.#ports;
    const next = redeemLink(this.#access, digest(once), digest(session), this.#now());
    if (next === undefined) return undefined;
    this.#grant(next);
    return session;
  }

  /** Logs in by name and password; wrong ones are slowed down more and more. */
  async login(name: string, password: string, address: string): Promise<LoginOutcome> {
    const triedAt = this.#now();
    const ms = this.#delays.attempt(name, address, triedAt);
    if (ms > 0) return { kind: "wait", ms };
    const user = await this.#ports.users?.verify(name, password);
    if (user === undefined) return { kind: "wrong" };
    this.#delays.succeeded(name, address, triedAt);
    const session = randomHex(this.#ports.rng, 24);
    const { role, stamp } = user;
    const opened = { digest: this.#ports.digest(session), name: user.name, role, stamp };
    this.#grant(openSession(this.#access, opened, this.#now()));
    return { kind: "open", session };
  }

  logout(visitor: Visitor): void {
    if (visitor.session !== undefined) this.#grant(endSession(this.#access, visitor.session));
  }

  /** Whether somebody who came in may still be here. */
  stillIn({ name, session }: Visitor): boolean {
    return session === undefined
      ? name === starter || this.#ports.users?.hasToken(name) === true
      : this.#bySession(session) !== undefined;
  }

  #identify(request: FastifyRequest): Visitor | undefined {
    const { authorization } = request.headers;
    if (authorization?.startsWith("Bearer ")) return this.#byToken(authorization.slice("Bearer ".length));
    const secret = request.cookies[this.cookieName];
    return secret === undefined ? undefined : this.#bySession(this.#ports.digest(secret));
  }

  #byToken(offered: string): Visitor | undefined {
    const { digest, users } = this.#ports;
    if (digest(offered) === digest(this.#config.token)) return { name: starter, role: "operator", session: undefined };
    const reader = users?.byToken(digest(offered));
    return reader === undefined ? undefined : { ...reader, session: undefined };
  }

  /** A password's session stands only as long as that password does, and with the role its user has now. */
  #bySession(digest: string): Visitor | undefined {
    const session = sessionOf(this.#access, digest, this.#now());
    if (session === undefined) return undefined;
    const { name, role, stamp } = session;
    if (stamp === undefined) return { name, role, session: digest };
    const user = this.#ports.users?.find(name);
    return user === undefined || user.stamp !== stamp ? undefined : { name, role: user.role, session: digest };
  }

  #now(): number {
    return this.#ports.clocks.io.now();
  }

  #grant(access: AccessState): void {
    this.#access = access;
    this.#ports.access?.save(access);
  }
}

/** Says when to come back. Source: RFC 6585, 4. */
export function tooOften(reply: FastifyReply, ms: number): FastifyReply {
  return reply.code(429).header("retry-after", String(Math.max(1, Math.ceil(ms / 1_000))));
}
