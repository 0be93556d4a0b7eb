import { systemClocks } from "../../../../core/io/clock.ts";
import { runAsChild } from "../../../../core/io/process.ts";
import { systemRng } from "../../../../core/io/rng.ts";
import { duckdbOptionsSchema } from "../options.ts";
import { databaseProgram } from "./program.ts";

/** The store child: started by the hub with its options as one JSON argument. */
const options = duckdbOptionsSchema.parse(JSON.parse(process.argv[2] ?? "null"));

// Ctrl-C reaches every process of the terminal; this one ends when its parent does, after the last commit.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

const complain = (reason: string): void => {
  process.stderr.write(`store: ${reason}\n`);
};
runAsChild(databaseProgram(options, { clocks: systemClocks, rng: systemRng, complain }));
