import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { boardFiles } from "../dashboards/grafana/boards.ts";
import { languages } from "../dashboards/grafana/language.ts";
import { pages } from "./docs/pages.ts";

// Writes the pages under docs/ and the boards for Grafana that are made from the code.
function write(path: string, text: string): void {
  const file = join(import.meta.dirname, "..", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}

for (const [path, text] of Object.entries(pages)) write(path, text());
for (const language of languages) {
  for (const { file, text } of boardFiles(language)) write(`dashboards/grafana/json/${language}/${file}`, text);
}
