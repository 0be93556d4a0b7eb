import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, messageOf } from "../../core/errors.ts";
import { makeFolder } from "../../core/io/folders.ts";
import { boardFiles } from "../../dashboards/grafana/boards.ts";
import type { Language } from "../../dashboards/grafana/language.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { sitesAt } from "../io/load-files.ts";
import { knownSites } from "../known-sites.ts";

/** Where the boards go, in which language, and the site files that they take names and units from. */
export interface BuildOptions {
  readonly out: string;
  readonly config?: string;
  readonly lang: Language;
}

/** `homeostat dashboards build`: writes every board as JSON, as Grafana provisions it from files. */
export async function buildDashboards({ out, config, lang }: BuildOptions): Promise<ExitCode> {
  const sites = config === undefined ? [] : knownSites(sitesAt(config));
  const files = boardFiles(lang, sites);
  for (const path of written(out, files)) process.stdout.write(`${path}\n`);
  return exitCodes.ok;
}

function written(out: string, files: readonly { readonly file: string; readonly text: string }[]): readonly string[] {
  try {
    makeFolder(out);
    return files.map(({ file, text }) => {
      const path = join(out, file);
      writeFileSync(path, text);
      return path;
    });
  } catch (error) {
    const expected = "expected a directory that this user may write in, or may make";
    throw new AppError("wrong-use", `--out ${out}: ${messageOf(error)}; ${expected}; name another`, error);
  }
}
