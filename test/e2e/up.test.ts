import { readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  childrenOf,
  freshDirectory,
  homeostat,
  type Instance,
  polderSite,
  startInstance,
} from "../support/instance.ts";

let up: Instance;
let took = 0;
beforeAll(async () => {
  const begun = performance.now();
  up = await startInstance();
  took = performance.now() - begun;
});
afterAll(async () => {
  await up?.[Symbol.asyncDispose]();
});

/** A GET with a Host header of one's own choice, which `fetch` does not allow. */
function getWithHost(path: string, host: string): Promise<number> {
  const { hostname, port } = new URL(up.ready.http);
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${up.ready.admin.token}` };
    request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });
}

function secrets(): readonly string[] {
  const text = readFileSync(join(up.data, "secrets.json"), "utf8");
  const found = text.match(/[0-9a-f]{32,}/g) ?? [];
  return [...found, readFileSync(join(up.data, "world/control.token"), "utf8").trim()];
}

const mode = (path: string): number => statSync(join(up.data, path)).mode & 0o777;

describe("`up` on an empty directory", () => {
  test("is ready with values on the console within a minute", async () => {
    expect(took).toBeLessThan(60_000);
    expect((await up.values())["site/level-inside"]?.quality).toBe("good");
    expect((await up.request("GET", "/healthz", { token: null })).status).toBe(200);
  });

  test("answers probe for every device, without writing to any", async () => {
    const site = "examples/polder/site.yaml";
    const { code, stdout } = await homeostat("probe", site, "--world", join(up.data, "world/world.json"), "--json");
    const devices = JSON.parse(stdout) as { device: string; ok: boolean }[];
    expect(code).toBe(0);
    expect(devices.map(({ device, ok }) => [device, ok])).toHaveLength(5);
    expect(devices.every(({ ok }) => ok)).toBe(true);
  });

  test("refuses a second instance on the same directory and names the first", async () => {
    const { code, stderr } = await up.cli("up", "--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0");
    expect([code, stderr]).toEqual([1, expect.stringContaining(String(up.supervisor))]);
  });

  test("names the option when a port is taken", async () => {
    const { port } = new URL(up.ready.http);
    const words = ["up", "--data", freshDirectory(), "--http", `127.0.0.1:${port}`, "--mqtt", "127.0.0.1:0"];
    const { code, stderr } = await homeostat(...words);
    expect([code, stderr]).toEqual([1, expect.stringContaining("--http")]);
    expect(stderr).not.toContain("    at ");
  });

  test("does not open its doors to the network", async () => {
    const { code, stderr } = await homeostat("up", "--data", freshDirectory(), "--http", "0.0.0.0:0");
    expect([code, stderr]).toEqual([2, expect.stringContaining("loopback")]);
  });
});

describe("who may come in", () => {
  test.each(["/api/v1/sites", "/api/v1/alarms", "/api/v1/books", "/api/v1/stream", "/"])(
    "%s needs a login",
    async (path) => {
      expect((await up.request("GET", path, { token: null })).status).toBe(401);
      expect((await up.request("GET", path, { token: "0".repeat(48) })).status).toBe(401);
    },
  );

  test("a page of another origin can post nothing, even with the token", async () => {
    const path = `/api/v1/simulator/${polderSite}/vfd-1/fault`;
    const post = (origin: string) => up.request("POST", path, { body: { kind: "none" }, headers: { origin } });
    expect((await post("http://evil.example")).status).toBe(403);
    expect((await post("null")).status).toBe(403);
    expect((await post(up.ready.http)).status).toBe(200);
  });

  test("a name rebound to loopback is no name of ours", async () => {
    const { host } = new URL(up.ready.http);
    expect(await getWithHost("/api/v1/sites", "evil.example")).toBe(403);
    expect(await getWithHost("/api/v1/stream", `evil.example:${host.split(":")[1]}`)).toBe(403);
    expect(await getWithHost("/api/v1/sites", host)).toBe(200);
  });

  test("a login link works once, sets an HttpOnly SameSite=Strict cookie, and keeps no secret in a cache", async () => {
    const { path } = (await up.post("/api/v1/login-link", {})).body;
    const first = await fetch(new URL(path, up.ready.http), { redirect: "manual" });
    expect([first.status, first.headers.get("location")]).toEqual([302, "/"]);
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    const second = await fetch(new URL(path, up.ready.http), { redirect: "manual" });
    expect(second.status).toBe(403);
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    expect((await up.request("GET", "/", { token: null, headers })).status).toBe(200);
    expect((await up.request("POST", "/api/v1/login-link", { token: null })).status).toBe(401);
  });

  test("the query door takes the token and nothing else", async () => {
    const query = (token: string | null) =>
      up.request("GET", "/query?db=homeostat&q=SHOW+MEASUREMENTS", { token }).then(({ status }) => status);
    expect(await query(up.ready.admin.token)).toBe(200);
    expect([await query(null), await query("0".repeat(48))]).toEqual([401, 401]);
  });
});

describe("secrets", () => {
  test("lie in files that only their owner reads", () => {
    expect(secrets().length).toBeGreaterThan(6);
    expect(["secrets.json", "world/control.token", "running.json"].map(mode)).toEqual([0o600, 0o600, 0o600]);
    const keys = readdirSync(join(up.data, "keys")).filter((name) => name.endsWith(".pem"));
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.map((name) => mode(`keys/${name}`))).toEqual(keys.map(() => 0o600));
    expect(mode("")).toBe(0o700);
  });

  test("stand in no command line, no environment and no log", () => {
    const descendants = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(descendants)];
    const pids = descendants(up.supervisor);
    expect(pids.length).toBeGreaterThanOrEqual(5);
    const texts = pids.flatMap((pid) => [
      readFileSync(`/proc/${pid}/cmdline`, "utf8"),
      readFileSync(`/proc/${pid}/environ`, "utf8"),
    ]);
    for (const secret of secrets()) expect([...texts, up.log].some((text) => text.includes(secret))).toBe(false);
  });
});
