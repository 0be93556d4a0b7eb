import type { FastifyReply, FastifyRequest } from "fastify";
import { prometheusText, prometheusType } from "../../../core/prometheus.ts";
import { printable } from "../../../core/unseen.ts";
import { sessionLife } from "../access.ts";
import { allRoutes } from "../api/all.ts";
import {
  healthRoute,
  loginLinkRoute,
  loginPageRoute,
  loginRoute,
  loginStyleRoute,
  logoutRoute,
  meRoute,
  metricsRoute,
  openApiRoute,
  readyRoute,
} from "../api/entrance.ts";
import { deskMetrics, spoolPart } from "../health.ts";
import { type LoginFault, languageOf, loginPage, loginStyle } from "../login-page.ts";
import { openApiOf } from "../openapi.ts";
import { userNamePattern } from "../roles.ts";
import { tooOften } from "./door.ts";
import { type Served, type ServerParts, serve } from "./serve.ts";

/** Logging in and out, and how the server is doing. */
export function addEntrance(served: Served, parts: ServerParts): void {
  addLogin(served, parts);
  addHealth(served, parts);
  addDescription(served, parts);
}

function addLogin(served: Served, { config, ports }: ServerParts): void {
  const { door } = served;
  serve(served, meRoute, ({ request }) => {
    const visitor = door.visitorOf(request);
    const csrf = visitor?.session === undefined ? null : (door.proofOf(request) ?? null);
    const { region, version } = config;
    return {
      name: visitor?.name,
      role: visitor?.role,
      csrf,
      region,
      version,
      simulated: ports.simulator !== undefined,
    };
  });
  serve(served, logoutRoute, ({ request, reply }) => {
    const visitor = door.visitorOf(request);
    if (visitor !== undefined) door.logout(visitor);
    reply.clearCookie(door.cookieName, { path: "/" });
    return { ok: true };
  });
  serve(served, loginLinkRoute, ({ request }) => {
    const path = door.loginLink();
    say(`a one-time login link was made from ${door.addressOf(request)}`);
    const { publicUrl } = config;
    return { path, link: publicUrl === undefined ? null : new URL(path, publicUrl).href };
  });
  serve(served, loginStyleRoute, ({ reply }) => reply.type("text/css; charset=utf-8").send(loginStyle));
  serve(served, loginPageRoute, ({ query: { once }, request, reply }) => {
    // A link is good for one coming in: mail scanners and previews that look at it with HEAD do not use it up.
    if (once === undefined || request.method === "HEAD") return sendPage(request, reply.code(200));
    const session = door.redeem(once);
    const from = door.addressOf(request);
    say(
      `a one-time login link was ${session === undefined ? "refused (unknown, used or too old)" : "used"} from ${from}`,
    );
    if (session === undefined) return sendPage(request, reply.code(403), "link");
    return enter(reply, session, served);
  });
  serve(served, loginRoute, async ({ body: { name, password }, request, reply }) => {
    const outcome = await door.login(name, password, door.addressOf(request));
    if (outcome.kind === "open") return enter(reply, outcome.session, served);
    // A name that cannot be one may be a password in the wrong field.
    const who = userNamePattern.test(name) ? name : "a name that cannot be one";
    say(`login of ${who} from ${door.addressOf(request)} refused: ${outcome.kind}`);
    if (outcome.kind === "wrong") return sendPage(request, reply.code(403), "wrong");
    return sendPage(request, tooOften(reply, outcome.ms), "wait");
  });
}

/** Notes in the log who came to the entrance. No secret may stand in it. */
function say(what: string): void {
  process.stderr.write(`homeostat hub: ${printable(what)}\n`);
}

function sendPage(request: FastifyRequest, reply: FastifyReply, fault?: LoginFault): FastifyReply {
  const page = loginPage(languageOf(request.headers["accept-language"]), fault);
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(page);
}

function enter(reply: FastifyReply, session: string, { door }: Served): FastifyReply {
  reply.setCookie(door.cookieName, session, {
    httpOnly: true,
    sameSite: "strict",
    secure: door.doors.https,
    path: "/",
    maxAge: sessionLife / 1000,
  });
  return reply.redirect("/", 302);
}

function addDescription(served: Served, { config }: ServerParts): void {
  const description = openApiOf(allRoutes, config.version);
  serve(served, openApiRoute, () => description);
}

function addHealth(served: Served, { ports, desk }: ServerParts): void {
  const now = () => ports.clocks.io.now();
  serve(served, healthRoute, () => ({ ok: true }));
  serve(served, readyRoute, async ({ request, reply }) => {
    const parts = [...(await ports.ready()), spoolPart(desk.state, now())];
    // What is wrong in detail may name files and addresses: that is for those who may come in.
    const told = served.door.visitorOf(request) === undefined ? parts.map(({ part, ok }) => ({ part, ok })) : parts;
    return reply.code(parts.every(({ ok }) => ok) ? 200 : 503).send({ parts: told });
  });
  serve(served, metricsRoute, ({ reply }) => {
    const families = [...ports.metrics(), ...deskMetrics(desk.state, now())];
    return reply.type(prometheusType).send(prometheusText(families));
  });
}
