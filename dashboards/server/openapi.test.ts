import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TestServer } from "../../test/support/console-server.ts";
import { pageRoutes } from "../pages.ts";
import { allRoutes } from "./api/all.ts";
import { openApiOf } from "./openapi.ts";

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}
const described = openApiOf(allRoutes, "1") as { paths: Record<string, Record<string, Operation>> };
const braces = (path: string): string => path.replaceAll(/:([a-z]+)/g, "{$1}");

describe("the description of the API", () => {
  it("has every route that the server has, but those of pages and files", async () => {
    const server = new TestServer();
    await server.http.ready();
    const pages = new Set(["/", "/*", ...pageRoutes]);
    const served = [...server.http.routes].filter((route) => !pages.has(route.split(" ")[1] ?? ""));
    const told = Object.entries(described.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(told.sort()).toEqual(served.map(braces).sort());
  });

  it("names what stands in paths, what may be asked, and the shape of bodies and answers", () => {
    const series = described.paths["/api/v1/series"]?.["get"];
    expect(series?.parameters.map(({ name, required }) => [name, required])).toEqual([
      ["v", true],
      ["from", true],
      ["to", true],
      ["points", false],
    ]);
    const command = described.paths["/api/v1/commands"]?.["post"];
    expect(JSON.stringify(command?.requestBody?.content["application/json"])).toContain('"const":"override"');
    expect(described.paths["/api/v1/alarms/{key}/reset"]?.["post"]?.parameters).toMatchObject([
      { name: "key", in: "path", required: true },
    ]);
    expect(series?.responses["200"]?.content["application/json"]?.schema).toMatchObject({ type: "object" });
  });

  it("stands on the page for people, route by route", () => {
    const page = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
    const missing = allRoutes
      .map(({ method, path }) => ({ method, path: braces(path) }))
      .filter(({ path }) => !page.includes(path));
    expect(missing).toEqual([]);
  });
});
