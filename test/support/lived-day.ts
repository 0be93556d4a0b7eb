import { execFile } from "node:child_process";
import { join } from "node:path";
import { root } from "./running.ts";

/** What the oracle of lived days found; `test/oracle/commons.mjs` says how. */
export interface DayVerdict {
  /** The true values of each band. */
  readonly bands: Readonly<
    Record<string, { readonly count: number; readonly lowest: number; readonly highest: number }>
  >;
  readonly alarms: readonly { readonly key: string; readonly afterSeconds: number | null }[];
  readonly books: Readonly<Record<string, { readonly stored: number; readonly unexplained: number }>>;
  readonly breaches: readonly string[];
}

interface Judged {
  readonly code: number;
  readonly verdict: DayVerdict;
}

/** Lives a day of `test/soak` into a folder and has it judged; the folder keeps its `spec.json` and data. */
export function liveDay(name: string, folder: string): Promise<Judged> {
  return judge(join(root, "test/soak/run.mjs"), join(root, "test/soak", `${name}.json`), "--data", folder);
}

/** Has what was lived judged by another specification. */
export function judgeDay(specFile: string): Promise<Judged> {
  return judge(join(root, "test/oracle/commons.mjs"), specFile);
}

function judge(...words: readonly string[]): Promise<Judged> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { cwd: root, maxBuffer: 64e6 }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(`nothing was judged: ${stderr || error?.message}`));
      else
        resolve({ code: typeof error?.code === "number" ? error.code : 0, verdict: JSON.parse(stdout) as DayVerdict });
    });
  });
}
