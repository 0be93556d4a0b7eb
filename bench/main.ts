import { writeFileSync } from "node:fs";
import { benchmarks } from "./parts/index.ts";
import { type Benchmark, type Figure, Skipped } from "./result.ts";

/** The exit code when a benchmark was skipped: not all that was asked for is measured. */
const skippedCode = 3;

const words = process.argv.slice(2);
const at = words.indexOf("--json");
const file = at < 0 ? undefined : words[at + 1];
const names = words.filter((word, index) => !word.startsWith("--") && (at < 0 || index !== at + 1));
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0 || (at >= 0 && file === undefined)) {
  console.error(
    `usage: npm run bench -- [NAME…] [--json FILE]\nnames: ${benchmarks.map(({ name }) => name).join(" ")}`,
  );
  process.exit(2);
}

const figures: Figure[] = [];
for (const benchmark of benchmarks) {
  if (names.length > 0 && !names.includes(benchmark.name)) continue;
  for (const figure of await measured(benchmark)) {
    figures.push(figure);
    console.log(inWords(figure));
  }
}
if (file !== undefined) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);

async function measured(benchmark: Benchmark): Promise<readonly Figure[]> {
  try {
    return await benchmark.run();
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    console.error(`${benchmark.name}: skipped, ${error.message}`);
    process.exitCode = skippedCode;
    return [];
  }
}

function inWords({ name, perMessage, value, unit, peer, peerValue, ratio, runs }: Figure): string {
  const size = perMessage === undefined ? "" : ` at ${perMessage}`;
  const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
  return `${name}${size}: ${number.format(value)} ${unit}; ${peer}: ${number.format(peerValue)}; ratio ${number.format(ratio)} (median of ${runs})`;
}
