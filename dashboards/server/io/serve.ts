import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { isForbiddenKey } from "../json-body.ts";
import type { LiveDesk } from "../live.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import type { RouteSpec } from "../route.ts";
import type { Door } from "./door.ts";

/** A request whose parts are what its route says. */
export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What routes are hung into. */
export interface Served {
  readonly app: FastifyInstance;
  readonly door: Door;
}

/** What routes answer from. */
export interface ServerParts {
  readonly config: ServerConfig;
  readonly ports: ServerPorts;
  readonly desk: LiveDesk;
}

/** How a route that changes something is charged: what is urgent never waits. */
interface Serving<B> {
  readonly urgent?: (body: B) => boolean;
}

/** Hangs one route into the server: every part is checked before `answer` sees it, and changes are charged to who asks. */
export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  { app, door }: Served,
  spec: RouteSpec<P, Q, B>,
  answer: (asked: Asked<z.output<P>, z.output<Q>, z.output<B>>) => unknown,
  { urgent }: Serving<z.output<B>> = {},
): void {
  app.route({
    method: spec.method,
    url: spec.path,
    handler: async (request, reply) => {
      const params = parsed(spec.params, request.params, reply);
      const query = params && parsed(spec.query, request.query, reply);
      const body = query && parsed(spec.body, request.body, reply);
      if (params === undefined || query === undefined || body === undefined) return reply;
      if (urgent?.(body.value) !== true && !door.charge(request, reply, spec.cost)) return reply;
      return answer({ params: params.value, query: query.value, body: body.value, request, reply });
    },
  });
}

function parsed<S extends z.ZodType>(
  schema: S,
  value: unknown,
  reply: FastifyReply,
): { readonly value: z.output<S> } | undefined {
  const names = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const forbidden = names.find(isForbiddenKey);
  const result = schema.safeParse(value);
  if (result.success && forbidden === undefined) return { value: result.data };
  const faults = result.error?.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`) ?? [];
  void reply.code(400).send({ error: forbidden === undefined ? faults.join("; ") : `${forbidden} is no name` });
  return undefined;
}
