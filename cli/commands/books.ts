import { z } from "zod";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { jsonOf } from "../instance.ts";
import { withInstance } from "../io/open-instance.ts";
import type { InstanceOptions } from "../program.ts";

const count = z.number().nullable();
const booksSchema = z.array(
  z.object({
    region: z.string(),
    site: z.string(),
    boots: z.array(
      z.object({
        boot: z.string(),
        measured: count,
        folded: count,
        superseded: count,
        assigned: z.number(),
        stored: z.number(),
        refused: z.number(),
        gaps: z.number(),
        inFlight: z.number(),
        unexplained: z.number(),
      }),
    ),
  }),
);
type Books = z.infer<typeof booksSchema>;

/** `homeostat books`: what became of every reading, boot by boot. Ends with 1 when anything is unexplained. */
export function books(options: InstanceOptions & { readonly site?: string }): Promise<ExitCode> {
  return withInstance(options, async (instance) => {
    const answer = await instance.get("/api/v1/books", options.site === undefined ? {} : { site: options.site });
    const all = booksSchema.parse(jsonOf(answer));
    process.stdout.write(options.json ? `${JSON.stringify(all)}\n` : inWords(all));
    const unexplained = all.flatMap(({ boots }) => boots).reduce((sum, boot) => sum + boot.unexplained, 0);
    return unexplained === 0 ? exitCodes.ok : exitCodes.faults;
  });
}

const columns = [
  "measured",
  "folded",
  "superseded",
  "assigned",
  "stored",
  "refused",
  "gaps",
  "inFlight",
  "unexplained",
] as const;

/** One table a site; `-` where the gateway has not said a number since ingest started. */
export function inWords(all: Books): string {
  return all
    .map(({ region, site, boots }) => {
      const rows = boots.map((boot) => [boot.boot, ...columns.map((column) => String(boot[column] ?? "-"))].join("\t"));
      return `${region}/${site}\nboot\t${columns.join("\t")}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}
