import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServerPorts } from "../ports.ts";

/** `/ping` and `/query`: the InfluxDB wire contract, answered by the handler this server was given. */
export function addInflux(app: FastifyInstance, ports: Pick<ServerPorts, "influx">): void {
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "string" }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = request.url.split("?")[0] === "/ping" ? "/ping" : "/query";
    const { authorization } = request.headers;
    const parameters = { ...texts(request.query), ...texts(request.body) };
    const { status, headers, body } = await ports.influx({ method: request.method, path, parameters, authorization });
    return reply
      .code(status)
      .headers(headers)
      .send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  };
  for (const path of ["/ping", "/query"]) {
    app.get(path, answer);
    app.post(path, answer);
  }
}

function texts(values: unknown): Record<string, string> {
  if (typeof values !== "object" || values === null) return {};
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}
