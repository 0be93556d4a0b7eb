import { z } from "zod";
import type { LeastRole } from "./roles.ts";
import { type RouteSpec, takesBody } from "./route.ts";

/** The refusals that every route can give. */
const refusals = {
  "400": "the question is wrong",
  "401": "nobody is logged in",
  "403": "the role does not allow it, a foreign page, or no x-homeostat-csrf",
  "415": "the body is not exactly application/json",
  "429": "too often; Retry-After says when",
  "503": "store or broker away",
} as const;

const fault = { $ref: "#/components/schemas/Fault" };

/** Describes the routes as OpenAPI 3.1. Source: OpenAPI Specification 3.1.0, 4.8. */
export function openApiOf(routes: readonly RouteSpec[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const spec of routes) {
    const path = spec.path.replaceAll(/:([a-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operationOf(spec) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "homeostat", version, description: "What is known of water, energy and air, and what is done." },
    paths,
    components: {
      schemas: { Fault: { type: "object", properties: { error: { type: "string" } }, required: ["error"] } },
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "homeostat" },
      },
    },
  };
}

function operationOf(spec: RouteSpec): object {
  const { least, words, answer } = spec;
  const type = typeof answer === "string" ? answer : "application/json";
  const schema = typeof answer === "string" ? { type: "string" } : jsonSchema(answer, "output");
  const failures = Object.entries(refusals).map(([status, description]) => [
    status,
    { description, content: { "application/json": { schema: fault } } },
  ]);
  return {
    summary: words,
    "x-least-role": least,
    security: securityOf(least),
    parameters: [...parametersOf(spec.params, "path"), ...parametersOf(spec.query, "query")],
    ...(takesBody(spec) ? { requestBody: bodyOf(spec) } : {}),
    responses: { "200": { description: "as asked", content: { [type]: { schema } } }, ...Object.fromEntries(failures) },
  };
}

function securityOf(least: LeastRole): readonly object[] {
  if (least === "anyone") return [];
  return least === "instance" ? [{ token: [] }] : [{ token: [] }, { session: [] }];
}

function bodyOf({ body, path }: RouteSpec): object {
  const type = path.startsWith("/api/") ? "application/json" : "application/x-www-form-urlencoded";
  return { required: true, content: { [type]: { schema: jsonSchema(body, "input") } } };
}

function parametersOf(schema: z.ZodType, place: "path" | "query"): readonly object[] {
  const { properties = {}, required = [] } = jsonSchema(schema, "input");
  return Object.entries(properties).map(([name, part]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: part,
  }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): z.core.JSONSchema.BaseSchema {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described;
}
