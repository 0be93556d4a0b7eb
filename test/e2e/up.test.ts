import { readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { childrenOf, freshDirectory, type Instance, startInstance, worldFile } from "../support/instance.ts";
import { homeostat, polderSite } from "../support/running.ts";
import { until } from "../support/until.ts";

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

/** A GET with a Host header and a spelling of the path of one's own choice, which `fetch` does not allow. */
function getWithHost(path: string, host: string, token: string | null = up.ready.admin.token): Promise<number> {
  const { hostname, port } = new URL(up.ready.http);
  return new Promise((resolve, reject) => {
    const headers = { host, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
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
  return [...found, readFileSync(join(worldFile(up.data), "../control.token"), "utf8").trim()];
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
    const { code, stdout } = await homeostat("probe", site, "--world", worldFile(up.data), "--json");
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
    const words = ["up", "--config", "examples/polder", "--data", freshDirectory()];
    const { code, stderr } = await homeostat(...words, "--http", `127.0.0.1:${port}`, "--mqtt", "127.0.0.1:0");
    expect([code, stderr]).toEqual([1, expect.stringContaining("--http")]);
    expect(stderr).not.toContain("    at ");
  });

  test("does not open its doors to the network", async () => {
    const { code, stderr } = await homeostat("up", "--data", freshDirectory(), "--http", "0.0.0.0:0");
    expect([code, stderr]).toEqual([2, expect.stringContaining("loopback")]);
  });
});

describe("how it is doing", () => {
  const parts = async () => {
    const { status, body } = await up.request("GET", "/readyz", { token: null });
    return {
      status,
      failing: body.parts.filter(({ ok }: { ok: boolean }) => !ok).map(({ part }: { part: string }) => part),
    };
  };

  test("it is ready; a store that is frozen is told within seconds, and its recovery too", async () => {
    expect(await parts()).toEqual({ status: 200, failing: [] });
    up.signal("store", "SIGSTOP");
    try {
      expect(await parts()).toEqual({ status: 503, failing: ["store"] });
      expect((await up.request("GET", "/healthz", { token: null })).status).toBe(200);
    } finally {
      up.signal("store", "SIGCONT");
    }
    await until("it is ready again", async () => (await parts()).status === 200);
  });

  test("its figures are there for Prometheus, every line readable, and hold no secret", async () => {
    const response = await fetch(new URL("/metrics", up.ready.http));
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      expect.stringContaining("version=0.0.4"),
    ]);
    const text = await response.text();
    const figures = text.split("\n").filter((line) => line !== "" && !line.startsWith("# "));
    for (const line of figures) expect(line).toMatch(/^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? (-?[0-9.e+-]+|NaN|[+-]Inf)$/);
    const value = (start: string) =>
      Number(
        figures
          .find((line) => line.startsWith(start))
          ?.split(" ")
          .at(-1),
      );
    expect(value("homeostat_ingest_rows_total")).toBeGreaterThan(0);
    expect(value(`homeostat_books_stored_readings{region="lage-landen",site="${polderSite}"}`)).toBeGreaterThan(0);
    expect(value(`homeostat_books_unexplained_readings{region="lage-landen",site="${polderSite}"}`)).toBe(0);
    expect(value(`homeostat_site_spool_failing{site="${polderSite}"}`)).toBe(0);
    expect(value("homeostat_broker_connections")).toBeGreaterThanOrEqual(5);
    expect(value("homeostat_region_connected")).toBe(1);
    for (const secret of secrets()) expect(text).not.toContain(secret);
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

  test.each(["/%61pi/v1/sites", "//api/v1/sites", "http://{host}/api/v1/sites", "/api/v1/sites/"])(
    "%s is no way around the login",
    async (path) => {
      const { host } = new URL(up.ready.http);
      expect(await getWithHost(path.replace("{host}", host), host, null)).toBeGreaterThanOrEqual(400);
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

describe("odd questions", () => {
  test.each([
    ["a login link written twice", "/login?once=a&once=b", 400],
    ["a time after the store's last", `/api/v1/decisions?to=${Number.MAX_SAFE_INTEGER}`, 400],
  ])("%s is answered, not failed at", async (_name, path, status) => {
    expect((await up.request("GET", path)).status).toBe(status);
  });

  test("an override for no reason is refused", async () => {
    const order = { purpose: "override", site: polderSite, actuator: "pump-1", value: 70, reason: "  " };
    expect((await up.post("/api/v1/commands", order)).status).toBe(400);
  });

  test.each([
    ["a pattern that is none", ["query", "SELECT value FROM reading WHERE site =~ /[/"], "not a regular expression"],
    ["an unknown site", ["books", "--site", "nowhere"], "of a site nowhere"],
  ])("%s ends in words without a stack", async (_name, words, said) => {
    const { code, stderr } = await up.cli(...words);
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining(said)]);
    expect(stderr).not.toContain("    at ");
  });

  test("a query of sixty thousand characters fits", async () => {
    const { code } = await up.cli("query", `SHOW DATABASES /*${"x".repeat(60_000)}*/`);
    expect(code).toBe(0);
  });
});

describe("secrets", () => {
  test("lie in files that only their owner reads", () => {
    expect(secrets().length).toBeGreaterThan(6);
    expect(["secrets.json", `world/${polderSite}/control.token`, "running.json"].map(mode)).toEqual([
      0o600, 0o600, 0o600,
    ]);
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
