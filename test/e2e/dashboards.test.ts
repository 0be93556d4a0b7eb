import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homeostat } from "../support/running.ts";

const committed = join(import.meta.dirname, "../../dashboards/grafana/json");
const names = ["air.json", "alarms.json", "energy.json", "pipeline.json", "viability.json", "water.json"];

interface Board {
  readonly uid: string;
  title: string;
}

/** Answers as a Grafana does at `GET /api/dashboards/uid/:uid`. Source: Grafana documentation, HTTP API, Dashboard. */
function grafanaWith(boards: ReadonlyMap<string, Board>, token: string): Server {
  return createServer(({ url = "", headers }, response) => {
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (headers.authorization !== `Bearer ${token}`) return say(401, { message: "Unauthorized" });
    const board = boards.get(/^\/api\/dashboards\/uid\/([\w-]+)$/.exec(url)?.[1] ?? "");
    if (board === undefined) return say(404, { message: "Dashboard not found" });
    say(200, { meta: { provisioned: true, version: 4 }, dashboard: { ...board, id: 12, version: 4 } });
  });
}

describe("`homeostat dashboards`", () => {
  const directory = mkdtempSync(join(tmpdir(), "homeostat-boards-"));
  const out = (name: string): string => join(directory, name);
  const boards = new Map<string, Board>();
  let grafana: Server;
  let url = "";

  beforeAll(async () => {
    for (const name of names) {
      const board = JSON.parse(readFileSync(join(committed, "en", name), "utf8")) as Board;
      boards.set(board.uid, board);
    }
    writeFileSync(out("token"), "glsa-token\n");
    grafana = grafanaWith(boards, "glsa-token");
    await new Promise<void>((resolve) => grafana.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(grafana.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((resolve) => grafana.close(resolve));
    rmSync(directory, { recursive: true });
  });

  it.each(["en", "nl"])("build writes the boards that are committed for %s", async (lang) => {
    const { code, stdout } = await homeostat("dashboards", "build", "--out", out(lang), "--lang", lang);
    expect([code, readdirSync(out(lang)).sort()]).toEqual([0, names]);
    expect(stdout.trim().split("\n").sort()).toEqual(names.map((name) => join(out(lang), name)));
    for (const name of names) {
      expect(readFileSync(join(out(lang), name), "utf8")).toBe(readFileSync(join(committed, lang, name), "utf8"));
    }
  });

  it("diff finds none in a Grafana that has them, and ends with 0", async () => {
    const { code, stdout } = await homeostat("dashboards", "diff", "--url", url, "--token-file", out("token"));
    expect([code, stdout.match(/: as built/g)?.length]).toEqual([0, names.length]);
  });

  it("diff tells what was changed, what is missing, and ends with 1", async () => {
    const water = boards.get("homeostat-water");
    if (water !== undefined) boards.set("homeostat-water", { ...water, title: "Our water" });
    boards.delete("homeostat-air");
    const { code, stdout } = await homeostat("dashboards", "diff", "--url", url, "--token-file", out("token"));
    expect([code, stdout]).toEqual([1, expect.stringContaining('title: built "Water", installed "Our water"')]);
    expect(stdout).toContain("homeostat-air: not installed");
  });

  it("diff reads a directory as well, as JSON if asked", async () => {
    const path = join(out("en"), "water.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"refresh": "30s"', '"refresh": "5s"'));
    const { code, stdout } = await homeostat("dashboards", "diff", "--dir", out("en"), "--json");
    const found = JSON.parse(stdout) as { uid: string; differences: string[] }[];
    expect(code).toBe(1);
    expect(found.filter(({ differences }) => differences.length > 0)).toMatchObject([
      { uid: "homeostat-water", differences: ['refresh: built "30s", installed "5s"'] },
    ]);
  });

  it("build and diff take names and units from site files", async () => {
    const config = join(import.meta.dirname, "../../examples/lage-landen");
    const built = await homeostat("dashboards", "build", "--out", out("named"), "--config", config);
    expect([built.code, readdirSync(out("named")).sort()]).toEqual([0, names]);
    const water = readFileSync(join(out("named"), "water.json"), "utf8");
    expect(water).toContain("Water level, polder side (gemaal-oostpolder)");
    const same = await homeostat("dashboards", "diff", "--dir", out("named"), "--config", config);
    expect([same.code, same.stdout.match(/: as built/g)?.length]).toEqual([0, names.length]);
    const without = await homeostat("dashboards", "diff", "--dir", out("named"));
    expect([without.code, without.stdout]).toEqual([1, expect.stringContaining("homeostat-alarms: ")]);
    const nothing = await homeostat("dashboards", "build", "--out", out("none"), "--config", committed);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining("has no site file")]);
  });

  it("diff says what is wrong with how it was called, and what does not answer", async () => {
    const neither = await homeostat("dashboards", "diff");
    expect([neither.code, neither.stderr]).toEqual([2, expect.stringContaining("--url")]);
    const stranger = await homeostat("dashboards", "diff", "--url", url);
    expect([stranger.code, stranger.stderr]).toEqual([3, expect.stringContaining("401")]);
    const nobody = await homeostat("dashboards", "diff", "--url", "http://127.0.0.1:1");
    expect([nobody.code, nobody.stderr]).toEqual([3, expect.stringContaining("no Grafana answers")]);
    const word = await homeostat("dashboards", "build", "--lang", "fy");
    expect([word.code, word.stderr]).toEqual([2, expect.stringContaining("en, nl")]);
  });
});
