import { printable, printableJson } from "../../core/unseen.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { jsonOf } from "../instance.ts";
import { withInstance } from "../io/open-instance.ts";
import type { InstanceOptions } from "../program.ts";
import { type AllBooks, siteBooksSchema } from "../site-books.ts";

/** `homeostat books`: what became of every reading, boot by boot. Ends with 1 when anything is unexplained. */
export function books(options: InstanceOptions & { readonly site?: string }): Promise<ExitCode> {
  return withInstance(options, async (instance) => {
    const answer = await instance.get("/api/v1/books", options.site === undefined ? {} : { site: options.site });
    const all = answer.status === 404 ? [] : siteBooksSchema.parse(jsonOf(answer));
    if (options.site !== undefined && all.length === 0) {
      process.stderr.write(
        `homeostat: nothing was ever stored of a site ${options.site}; without --site all are shown\n`,
      );
      return exitCodes.faults;
    }
    process.stdout.write(options.json ? `${printableJson(JSON.stringify(all))}\n` : inWords(all));
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
export function inWords(all: AllBooks): string {
  return all
    .map(({ region, site, boots }) => {
      const rows = boots.map((boot) =>
        [printable(boot.boot), ...columns.map((column) => String(boot[column] ?? "-"))].join("\t"),
      );
      return `${printable(`${region}/${site}`)}\nboot\t${columns.join("\t")}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}
