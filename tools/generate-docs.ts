import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pages } from "./docs/pages.ts";

// Writes the pages under docs/ that are made from the code.
for (const [path, text] of Object.entries(pages)) {
  writeFileSync(join(import.meta.dirname, "..", path), text());
  console.log(`wrote ${path}`);
}
