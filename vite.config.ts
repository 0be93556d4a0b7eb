import { defineConfig } from "vite";

/** The console: built once, served by our own HTTP port, nothing loaded from elsewhere. */
export default defineConfig({
  root: "dashboards/console",
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { outDir: "../../dist/dashboards/console", emptyOutDir: true, sourcemap: false },
});
