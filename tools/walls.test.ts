import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

type Plant = readonly [promise: string, folder: string, source: string, rule: string];

const imports = (path: string): string => `import { x } from "${path}";\nexport const y = x;\n`;
const value = (expression: string): string => `export const y = (): unknown => ${expression};\n`;

const walls: readonly Plant[] = [
  ["core may not import rules", "core", imports("../rules/engine/types.ts"), "noRestrictedImports"],
  ["core may not load gateway later", "core", value('import("../gateway/app.ts")'), "noRestrictedImports"],
  ["pure rules may not import the region host", "rules/engine", imports("../region/app.ts"), "noRestrictedImports"],
  ["pure rules may not import gateway", "rules/ladder", imports("../../gateway/app.ts"), "noRestrictedImports"],
  ["the region host may not import gateway", "rules/region", imports("../../gateway/app.ts"), "noRestrictedImports"],
  ["gateway may not import ingest", "gateway", imports("../ingest/app.ts"), "noRestrictedImports"],
  ["gateway may not import the region host", "gateway", imports("../rules/region/app.ts"), "noRestrictedImports"],
  ["ingest may not import rules", "ingest", imports("../rules/engine/types.ts"), "noRestrictedImports"],
  ["ingest may not import broker", "ingest", imports("../broker/policy.ts"), "noRestrictedImports"],
  [
    "ingest may not import dashboards",
    "ingest/http/io",
    imports("../../../dashboards/server/app.ts"),
    "noRestrictedImports",
  ],
  ["dashboards may not import ingest", "dashboards/server", imports("../../ingest/app.ts"), "noRestrictedImports"],
  ["simulators may not import dashboards", "simulators", imports("../dashboards/x.ts"), "noRestrictedImports"],
  ["broker may not import simulators", "broker", imports("../simulators/app.ts"), "noRestrictedImports"],
  ["nothing imports tests", "dashboards/server", imports("../../test/support/until.ts"), "noRestrictedImports"],
];

const purity: readonly Plant[] = [
  ["a pure file may not read the clock", "rules/engine", value("Date.now()"), "plugin"],
  ["nor hand the clock on", "core", value("Date.now"), "plugin"],
  ["nor make a date of now", "ingest", value("new Date()"), "plugin"],
  ["nor read the other clock", "gateway", value("performance.now()"), "noRestrictedGlobals"],
  ["nor roll dice", "core", value("Math.random()"), "plugin"],
  ["nor have others roll them", "broker", value("crypto.randomUUID()"), "noRestrictedGlobals"],
  ["nor start a timer", "gateway", value("setTimeout(() => undefined, 1)"), "noRestrictedGlobals"],
  ["nor by a longer name", "gateway", value("globalThis.setTimeout(() => undefined, 1)"), "noRestrictedGlobals"],
  ["nor ask the network", "simulators", value('fetch("http://localhost")'), "noRestrictedGlobals"],
  ["nor read the environment", "core", value('process.env["HOME"]'), "noRestrictedGlobals"],
  [
    "nor touch the machine",
    "ingest",
    'import { readFileSync } from "node:fs";\nexport { readFileSync };\n',
    "noNodejs",
  ],
  ["nor by the short name", "dashboards/server", 'import fs from "fs";\nexport { fs };\n', "noNodejsModules"],
  ["nor take an adapter", "gateway", imports("../core/io/disk.ts"), "plugin"],
  ["nor own an MQTT client", "gateway/session", 'import mqtt from "mqtt";\nexport { mqtt };\n', "plugin"],
  ["nor an HTTP server", "dashboards/server", 'import cookie from "@fastify/cookie";\nexport { cookie };\n', "plugin"],
  ["nor a database", "ingest/stores", 'import duckdb from "@duckdb/node-api";\nexport { duckdb };\n', "plugin"],
  ["the engine may not use what is not bit-exact", "rules/engine", value("Math.exp(1)"), "plugin"],
  ["an adapter takes the clock from core too", "cli/io", value("Date.now()"), "plugin"],
  ["and its timers", "core/io", value("setInterval(() => undefined, 1)"), "noRestrictedGlobals"],
];

const allowed: readonly Plant[] = [
  ["an adapter may touch the machine", "core/io", 'import fs from "node:fs";\nexport { fs };\n', ""],
  ["and own a package", "gateway/io", 'import mqtt from "mqtt";\nexport { mqtt };\n', ""],
  ["a pure file may import core", "ingest", imports("../core/errors.ts"), ""],
  ["and the hashes, which are plain functions of bytes", "ingest", imports("../core/io/hash.ts"), ""],
];

const plants = [...walls, ...purity, ...allowed];
const pathOf = (plant: Plant): string => `${plant[1]}/planted-${plants.indexOf(plant)}.ts`;
let said: readonly string[] = [];

/** Lints all planted files at once, with the project's own configuration. */
beforeAll(() => {
  for (const plant of plants) {
    mkdirSync(dirname(join(root, pathOf(plant))), { recursive: true });
    writeFileSync(join(root, pathOf(plant)), plant[2]);
  }
  const options = ["lint", "--vcs-enabled=false", "--reporter=github", "--max-diagnostics=none"];
  const biome = join(root, "node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, [...options, ...plants.map(pathOf)], { cwd: root, encoding: "utf8" });
  said = stdout.split("\n");
});
afterAll(() => {
  for (const plant of plants) rmSync(join(root, pathOf(plant)), { force: true });
});

/** What was said of one file. */
const saidOf = (plant: Plant): string => said.filter((line) => line.includes(`/${pathOf(plant)},`)).join("\n");

describe("the walls", () => {
  it.each(walls.map((plant) => [plant[0], plant] as const))("%s", (_, plant) => {
    expect(saidOf(plant)).toContain(plant[3]);
  });
});

describe("purity", () => {
  it.each(purity.map((plant) => [plant[0], plant] as const))("%s", (_, plant) => {
    expect(saidOf(plant)).toContain(plant[3]);
  });

  it.each(allowed.map((plant) => [plant[0], plant] as const))("%s", (_, plant) => {
    expect(saidOf(plant)).toBe("");
  });
});
