import { defineConfig } from "vitest/config";

const colocated = ["core", "rules", "gateway", "broker", "ingest", "dashboards", "simulators", "cli", "tools", "bench"];

/** Four suites: `unit` beside the code (no sockets, no sleeping), `e2e` with real parts, `data` on captured series. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: colocated.map((folder) => `${folder}/**/*.test.ts`), testTimeout: 20_000 } },
      {
        test: {
          name: "e2e",
          include: ["test/{e2e,faults,browser,peers}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      { test: { name: "data", include: ["test/data/**/*.test.ts"], testTimeout: 180_000, fileParallelism: false } },
    ],
  },
});
