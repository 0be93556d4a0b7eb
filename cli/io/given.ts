import { AppError } from "../../core/errors.ts";
import { readTextFile } from "../../core/io/files.ts";

/** The address that `--url` gives. Throws AppError `wrong-use` where it is none, with one that would be. */
export function addressIn(url: string, such: string): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url;
  throw new AppError("wrong-use", `--url takes an address such as ${such}, not "${url}"`);
}

/** The token in the file that `--token-file` names. Throws AppError `wrong-use` where it is none; `which` tells which it should be. */
export function tokenIn(file: string, which: string): string {
  const text = readTextFile(file);
  if (!text.ok) throw new AppError("wrong-use", `--token-file ${file}: ${text.error}; expected one token (${which})`);
  const token = text.value.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new AppError("wrong-use", `--token-file ${file}: expected one token (${which})`);
}
