#!/usr/bin/env node
import { readFileSync } from "node:fs";

/** The version alone must answer at once, so nothing else is loaded for it. */
function version(): string {
  const manifest = new URL(import.meta.url.endsWith(".ts") ? "../package.json" : "../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

const words = process.argv.slice(2);
if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
  process.stdout.write(`${version()}\n`);
} else {
  const { outliveReaders } = await import("./io/streams.ts");
  outliveReaders();
  const { run } = await import("./program.ts");
  const code = await run(words, version());
  process.exitCode ??= code;
}
