import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = join(import.meta.dirname, "../oracle/oracle.mjs");

/** A column of a recorded file, or of several, and the series it must have become; `oracle.mjs` says what each part means. */
export interface Gauge {
  readonly file: string | readonly string[];
  readonly time: string | readonly string[];
  readonly value: string;
  readonly offsetHours?: number;
  readonly noData?: readonly (string | number)[];
  readonly alarms?: readonly { readonly condition: string; readonly type: "hi" | "lo"; readonly limit: number }[];
  readonly tags: { readonly region: string; readonly site: string; readonly device: string; readonly variable: string };
}

/** What the oracle compares: files with a running instance, a store file that nobody has open, or both. */
export interface OracleSpec {
  readonly gauges: readonly Gauge[];
  readonly ask?:
    | { readonly url: string; readonly token: string }
    | { readonly url: string; readonly database: string }
    | { readonly command: readonly string[] };
  readonly store?: string;
}

/** What the oracle found. */
export interface Verdict {
  readonly rows: number;
  /** Values that are the same as the one before them. */
  readonly repeated: number;
  readonly series: Readonly<
    Record<string, { rows: number; count: number; missing: number; sum: number; first: number; last: number }>
  >;
  /** Rows beyond the limit in the file, and seconds that the store's spans cover, by day. */
  readonly alarms: Readonly<Record<string, Record<"rows" | "seconds", Readonly<Record<string, number>>>>>;
  readonly lost: number;
  readonly doubled: number;
  readonly different: number;
  readonly invented: number;
  readonly examples: readonly string[];
}

/** Nothing is wrong. */
export const sound = { lost: 0, doubled: 0, different: 0, invented: 0, examples: [] };

/** Runs the oracle as the program of its own that it is. */
export async function askOracle(spec: OracleSpec): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-oracle-"));
  const file = join(folder, "spec.json");
  writeFileSync(file, JSON.stringify(spec));
  try {
    return await new Promise<Verdict>((resolve, reject) => {
      execFile(process.execPath, [script, file], { maxBuffer: 64e6 }, (error, stdout, stderr) => {
        if (stdout === "") reject(new Error(`the oracle said nothing: ${stderr || error?.message}`));
        else resolve(JSON.parse(stdout) as Verdict);
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
