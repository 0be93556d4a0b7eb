import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { pageRoutes } from "../../pages.ts";

/** Answers every page's address with the console itself, which shows the page its address asks for. */
export function addPages(app: FastifyInstance): void {
  for (const route of ["/", ...pageRoutes]) app.get(route, (_request, reply) => reply.sendFile("index.html"));
}

/**
 * Answers an address at which nothing is. A person who typed it is shown the console, which says so in their language, or is
 * led to the page without the slash at its end; a program is told in JSON.
 */
export function answerNothing(request: FastifyRequest, reply: FastifyReply): unknown {
  const [path = "", query] = request.url.split("?");
  // Browsers ask for it unbidden.
  if (path === "/favicon.ico") return reply.code(204).send();
  const person = request.method === "GET" && request.headers.accept?.includes("text/html") === true;
  if (!person || path.startsWith("/api/")) return reply.code(404).send({ error: "there is nothing at this address" });
  // Nothing but plain parts: a path such as //elsewhere/ would lead away.
  const page = /^((?:\/[a-z0-9-]+)+)\/$/.exec(path)?.[1];
  if (page !== undefined) return reply.redirect(query === undefined ? page : `${page}?${query}`, 308);
  return reply.code(404).sendFile("index.html");
}
