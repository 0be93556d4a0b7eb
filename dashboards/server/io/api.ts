import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { idPattern } from "../../../core/ids.ts";
import { askerOf } from "../asker.ts";
import type { LiveDesk } from "../live.ts";
import type { Order, Pending } from "../orders.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { bodyOf, type Explanation, why } from "../why.ts";
import { picture } from "./stream.ts";

const id = z.string().regex(idPattern);
const reason = z.string().min(1).max(500);

const commandBody = z.discriminatedUnion("purpose", [
  z.strictObject({
    purpose: z.literal("override"),
    site: id,
    actuator: id,
    value: z.number().min(0).max(100).describe("speed in %, 0 stops"),
    leaseMs: z.number().int().min(1000).max(86_400_000).default(300_000),
    reason,
  }),
  z.strictObject({ purpose: z.literal("release"), site: id, actuator: id }),
]);
const acknowledgeBody = z.strictObject({ site: id, eventId: z.string(), note: z.string().max(500).optional() });
const resetBody = z.strictObject({ site: id });
const faultBody = z.strictObject({ kind: z.string().max(40), until: z.number().nullable().default(null) });
const listQuery = z.object({
  site: id.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  to: z.coerce.number().int().optional().describe("epoch ms, the last time to show"),
});

const historyQuery = z.object({
  site: id,
  device: id,
  variable: id,
  from: z.coerce.number().int().nonnegative(),
  to: z.coerce.number().int().nonnegative(),
});
const mostPoints = 5_000;

/** What the API answers from. */
export interface ApiParts {
  readonly config: ServerConfig;
  readonly ports: ServerPorts;
  readonly desk: LiveDesk;
}

/** The JSON API: what is known, why, and the operator's actions. */
export function addApi(app: FastifyInstance, parts: ApiParts): void {
  addQuestions(app, parts);
  addActions(app, parts);
}

function addQuestions(app: FastifyInstance, { config, ports, desk }: ApiParts): void {
  const ask = askerOf(config, ports);
  app.get("/api/v1/sites", () => picture(desk.state, ports.clocks.io.now()));
  app.get("/api/v1/alarms", () =>
    [...desk.state.sites.values()].flatMap(({ site, alarms }) => alarms.map((alarm) => ({ site, ...alarm }))),
  );
  app.get("/api/v1/events", () => desk.state.events);
  app.get("/api/v1/books", (request: FastifyRequest<{ Querystring: { site?: string } }>) =>
    ports.books(request.query.site),
  );
  for (const [path, measurement] of [
    ["decisions", "decision"],
    ["gaps", "gap"],
  ] as const) {
    app.get(`/api/v1/${path}`, async (request, reply) => {
      const query = parsed(listQuery, request.query, reply);
      if (query === undefined) return reply;
      const conditions = [
        query.site === undefined ? "" : `site = '${query.site}'`,
        query.to === undefined ? "" : `time <= ${query.to}ms`,
      ];
      const where = conditions.filter((condition) => condition !== "").join(" AND ");
      const rows = await ask(
        `SELECT body FROM ${measurement}${where === "" ? "" : ` WHERE ${where}`} ORDER BY time DESC LIMIT ${query.limit}`,
      );
      return rows.map(bodyOf);
    });
  }
  app.get("/api/v1/history", async (request, reply) => {
    const query = parsed(historyQuery, request.query, reply);
    if (query === undefined) return reply;
    const { site, device, variable, from, to } = query;
    const where = `site = '${site}' AND device = '${device}' AND variable = '${variable}' AND time >= ${from}ms AND time <= ${to}ms`;
    const rows = await ask(`SELECT value, quality FROM reading WHERE ${where} ORDER BY time DESC LIMIT ${mostPoints}`);
    return rows.map((row) => [row["time"], row["value"] ?? null]).reverse();
  });
  app.get(
    "/api/v1/why",
    async (
      request: FastifyRequest<{ Querystring: { subject?: string; at?: string } }>,
      reply,
    ): Promise<Explanation | FastifyReply> => {
      const { subject, at } = request.query;
      if (subject === undefined)
        return reply.code(400).send({ error: "say which: ?subject=pump-1 or ?subject=pump-1.pump-failed" });
      return why(subject, at === undefined ? null : Number(at), ask);
    },
  );
}

function addActions(app: FastifyInstance, { ports, desk }: ApiParts): void {
  const order = async (reply: FastifyReply, site: string, wanted: Order): Promise<FastifyReply> => {
    const outcome = await desk.send(site, "operator", wanted);
    if (typeof outcome === "string")
      return reply.code(outcome === "site-unknown" ? 404 : 503).send({ error: explain(outcome, site) });
    return reply.code(statusOf(outcome)).send(outcome);
  };
  app.post("/api/v1/commands", async (request, reply) => {
    const body = parsed(commandBody, request.body, reply);
    if (body === undefined) return reply;
    const { site, ...wanted } = body;
    return order(reply, site, wanted);
  });
  app.post("/api/v1/alarms/:key/acknowledge", async (request: FastifyRequest<{ Params: { key: string } }>, reply) => {
    const body = parsed(acknowledgeBody, request.body, reply);
    if (body === undefined) return reply;
    const note = body.note === undefined ? {} : { note: body.note };
    return order(reply, body.site, { purpose: "acknowledge", key: request.params.key, eventId: body.eventId, ...note });
  });
  app.post("/api/v1/alarms/:key/reset", async (request: FastifyRequest<{ Params: { key: string } }>, reply) => {
    const body = parsed(resetBody, request.body, reply);
    return body === undefined ? reply : order(reply, body.site, { purpose: "reset", key: request.params.key });
  });
  if (ports.simulator !== undefined) addSimulator(app, ports.simulator);
}

/** The fault buttons of simulated sites. */
function addSimulator(app: FastifyInstance, simulator: NonNullable<ServerPorts["simulator"]>): void {
  app.get("/api/v1/simulator/:site", async (request: FastifyRequest<{ Params: { site: string } }>) => ({
    devices: await simulator.devices(request.params.site),
  }));
  app.post(
    "/api/v1/simulator/:site/:device/fault",
    async (request: FastifyRequest<{ Params: { site: string; device: string } }>, reply) => {
      const body = parsed(faultBody, request.body, reply);
      if (body === undefined) return reply;
      const outcome = await simulator.fault({ ...request.params, ...body });
      return reply.code(outcome.ok ? 200 : 400).send(outcome.ok ? { ok: true } : { error: outcome.detail });
    },
  );
}

function explain(outcome: "site-unknown" | "site-silent" | "broker-unreachable", site: string): string {
  if (outcome === "site-unknown") return `nothing was ever heard of a site ${site}`;
  if (outcome === "site-silent")
    return `${site} has sent no nonce for 9 s: it is cut off or stopped, and would refuse a command`;
  return "the broker does not answer; nothing was sent";
}

function statusOf({ results }: Pending): number {
  const last = results.at(-1)?.state;
  if (last === undefined || last === "unknown") return 504;
  return last === "refused" ? 409 : 200;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, reply: FastifyReply): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  void reply.code(400).send({ error: faults.join("; ") });
  return undefined;
}
