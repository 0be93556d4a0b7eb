import { AppError } from "../../core/errors.ts";
import { boardFiles } from "../../dashboards/grafana/boards.ts";
import { boardDifferences } from "../../dashboards/grafana/diff.ts";
import type { Language } from "../../dashboards/grafana/language.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { addressIn, tokenIn } from "../io/given.ts";
import { installedAt, installedIn } from "../io/installed-boards.ts";
import { sitesAt } from "../io/load-files.ts";
import { knownSites } from "../known-sites.ts";

/** Where the installed boards are, in which language they were built, and with which site files. */
export interface DiffOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly dir?: string;
  readonly config?: string;
  readonly lang: Language;
  readonly json?: boolean;
}

interface Found {
  readonly uid: string;
  readonly file: string;
  readonly installed: boolean;
  readonly differences: readonly string[];
}

/** `homeostat dashboards diff`: where installed boards differ from what this version builds; exit 1 when one does. */
export async function diffDashboards(options: DiffOptions): Promise<ExitCode> {
  const find = finder(options);
  const sites = options.config === undefined ? [] : knownSites(sitesAt(options.config));
  const all: Found[] = [];
  for (const { file, board } of boardFiles(options.lang, sites)) {
    const { uid = "" } = board;
    const installed = await find(uid, file);
    const differences = installed === undefined ? [] : boardDifferences(board, installed);
    all.push({ uid, file, installed: installed !== undefined, differences });
  }
  process.stdout.write(options.json === true ? `${JSON.stringify(all)}\n` : inWords(all));
  const same = all.every(({ installed, differences }) => installed && differences.length === 0);
  return same ? exitCodes.ok : exitCodes.faults;
}

function finder({ url, tokenFile, dir }: DiffOptions) {
  if ((url === undefined) === (dir === undefined))
    throw new AppError("wrong-use", "dashboards diff takes either --url with a Grafana or --dir with its files");
  if (dir !== undefined) return installedIn(dir);
  const address = addressIn(url ?? "", "http://127.0.0.1:3000");
  return installedAt(
    address,
    tokenFile === undefined ? undefined : tokenIn(tokenFile, "of a service account of Grafana"),
  );
}

function inWords(all: readonly Found[]): string {
  const lines = all.flatMap(({ uid, installed, differences }) => {
    if (!installed) return [`${uid}: not installed`];
    if (differences.length === 0) return [`${uid}: as built`];
    return [`${uid}: ${differences.length} differences`, ...differences.map((difference) => `  ${difference}`)];
  });
  return `${lines.join("\n")}\n`;
}
