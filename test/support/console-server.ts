import type { LightMyRequestResponse } from "fastify";
import { sha256 } from "../../core/io/hash.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { type AccessState, noAccess } from "../../dashboards/server/access.ts";
import { HttpServer } from "../../dashboards/server/io/http.ts";
import { LiveDesk } from "../../dashboards/server/live.ts";
import type { KnownUser, ServerConfig, ServerPorts, Users } from "../../dashboards/server/ports.ts";

/** What every server of these tests is known by. */
export const consoleConfig: ServerConfig = {
  id: "console",
  region: "lage-landen",
  host: "127.0.0.1",
  port: 8420,
  assets: import.meta.dirname,
  token: "the-instance-token",
  version: "1.2.3",
};
export const readerToken = "the-token-of-grafana";
export const passwords: Readonly<Record<string, string>> = { anna: "anna's password", jan: "jan's password" };

/** SHA-256 as hex. */
export const hexOf = (text: string): string => Buffer.from(sha256(new TextEncoder().encode(text))).toString("hex");

/** Two people and a program whose names are known; anna acts, jan only looks. */
class TestUsers implements Users {
  readonly known = new Map<string, KnownUser>([
    ["anna", { name: "anna", role: "operator", stamp: "1" }],
    ["jan", { name: "jan", role: "observer", stamp: "1" }],
  ]);
  tokens = [{ name: "grafana", digest: hexOf(readerToken) }];
  tried = 0;

  find(name: string): KnownUser | undefined {
    return this.known.get(name);
  }

  async verify(name: string, password: string): Promise<KnownUser | undefined> {
    this.tried += 1;
    return passwords[name] === password ? this.find(name) : undefined;
  }

  byToken(digest: string) {
    const token = this.tokens.find((one) => one.digest === digest);
    return token === undefined ? undefined : { name: token.name, role: "observer" as const };
  }

  hasToken(name: string): boolean {
    return this.tokens.some((token) => token.name === name);
  }
}

/** What one request sends besides its address. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | object;
}

/** A console server without a port, on virtual time; what it does to the outside is noted in `effects`. */
export class TestServer {
  readonly scheduler = new SimScheduler(1_780_000_000_000, async () => undefined);
  readonly users = new TestUsers();
  readonly effects: string[] = [];
  /** What the store was asked. */
  readonly asked: string[] = [];
  access: AccessState = noAccess;
  /** What the store answers: one InfluxDB document for each statement. */
  answer: (influxql: string) => object = () => ({ results: [{}] });
  readonly ports: ServerPorts;
  readonly desk: LiveDesk;
  readonly http: HttpServer;

  constructor(config: Partial<ServerConfig> = {}, access: AccessState = noAccess) {
    this.access = access;
    const whole = { ...consoleConfig, ...config };
    this.ports = this.#ports();
    this.desk = new LiveDesk(whole, this.ports);
    this.desk.send = async (site, actor, order) => {
      this.effects.push(`${actor} at ${site}: ${JSON.stringify(order)}`);
      return { id: "1", site, sentAt: 0, results: [{ id: "1", state: "executed", at: 0 }] };
    };
    this.http = new HttpServer(whole, this.ports, this.desk);
  }

  /** Asks as a program or page does; Host is ours unless said otherwise. */
  async ask(method: string, url: string, { headers = {}, payload }: Sending = {}): Promise<LightMyRequestResponse> {
    const app = await this.http.ready();
    const body = payload === undefined ? {} : { payload };
    return app.inject({ method: method as "GET", url, headers: { host: "127.0.0.1:8420", ...headers }, ...body });
  }

  /** The headers of somebody who logged in by password: cookie, and the proof for changes. */
  async loggedIn(name: string): Promise<{ readonly cookie: string; readonly "x-homeostat-csrf": string }> {
    const reply = await this.login(name, passwords[name] ?? "");
    const cookie = cookieOf(reply);
    const me = await this.ask("GET", "/api/v1/me", { headers: { cookie } });
    return { cookie, "x-homeostat-csrf": me.json().csrf };
  }

  /** The headers of somebody who came in by a one-time link. */
  async byLink(): Promise<{ readonly cookie: string; readonly "x-homeostat-csrf": string }> {
    const cookie = cookieOf(await this.ask("GET", this.http.door.loginLink()));
    const me = await this.ask("GET", "/api/v1/me", { headers: { cookie } });
    return { cookie, "x-homeostat-csrf": me.json().csrf };
  }

  login(name: string, password: string, headers: Sending["headers"] = {}): Promise<LightMyRequestResponse> {
    const payload = new URLSearchParams({ name, password }).toString();
    return this.ask("POST", "/login", {
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      payload,
    });
  }

  #ports(): ServerPorts {
    return {
      link: { connect: () => Promise.reject(new Error("no broker here")) },
      clocks: this.scheduler.clocks(),
      rng: seededRng(5),
      seal: () => new Uint8Array(),
      openResult: () => undefined,
      digest: hexOf,
      access: { load: () => this.access, save: (state) => this.#save(state) },
      users: this.users,
      influx: async ({ parameters }) => {
        const { q = "" } = parameters;
        this.asked.push(q);
        return { status: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(this.answer(q))) };
      },
      books: async () => [],
      ready: async () => [],
      metrics: () => [],
      simulator: {
        devices: async () => [],
        fault: async ({ site, device, kind }) => {
          this.effects.push(`fault ${kind} on ${site}/${device}`);
          return { ok: true, detail: "" };
        },
      },
    };
  }

  #save(state: AccessState): void {
    this.effects.push("access");
    this.access = state;
  }
}

/** The cookie that an answer sets, as a request sends it. */
export function cookieOf(reply: LightMyRequestResponse): string {
  return String(reply.headers["set-cookie"] ?? "").split(";")[0] ?? "";
}
