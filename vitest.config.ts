import { defineConfig } from "vitest/config";

const colocated = ["core", "rules", "gateway", "broker", "ingest", "dashboards", "simulators", "cli", "tools", "bench"];

/** Four suites: `unit` beside the code (no sockets, no sleeping), `e2e` with real parts, `data` on captured series. */
export default defineConfig({
  test: {
    // Each run leaves its figures for `.ci/report.mjs`; in CI, where only the end of a log is kept, it is short.
    reporters: [process.env["CI"] === undefined ? "default" : "dot", "json"],
    outputFile: { json: "test-output/last.json" },
    projects: [
      {
        test: {
          name: "unit",
          include: colocated.map((folder) => `${folder}/**/*.test.ts`),
          // Generous, as properties take long on a machine that does much else.
          testTimeout: 60_000,
          // Pure code keeps nothing between files: each module is loaded once for all of them.
          pool: "threads",
          isolate: false,
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/{e2e,faults,browser,peers}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Whole instances with simulated devices run in it: two at once starve each other on a small machine.
          fileParallelism: false,
        },
      },
      { test: { name: "data", include: ["test/data/**/*.test.ts"], testTimeout: 180_000, fileParallelism: false } },
    ],
  },
});
