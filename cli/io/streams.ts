import { printable } from "../../core/unseen.ts";

/**
 * Lets this process live on when nobody reads what it says. A reader that has seen enough (`| head -1`) closes the pipe, and a
 * log may be on a full disk: neither ends what is being kept. Output that was lost for another reason than a closed pipe
 * makes the exit code 1.
 */
export function outliveReaders(): void {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: Error & { readonly code?: string }) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`homeostat: the output is not complete: ${error.message}\n`);
    process.exitCode = 1;
  });
}

const longestDetail = 500;

/** Says one line on stderr. What came from outside cannot make a second line of it, nor command a terminal. */
export function logLine(part: string, what: string, detail: string): void {
  process.stderr.write(`homeostat ${part}: ${loggable(what)}: ${loggable(detail)}\n`);
}

/** A text without control and formatting characters, cut at 500 characters. */
export function loggable(text: string): string {
  const shown = printable(text);
  return shown.length <= longestDetail ? shown : `${shown.slice(0, longestDetail)}…`;
}
