import type { Fault } from "../../core/config/fault.ts";
import { readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { checkSite } from "../../gateway/site/load-site.ts";

/** What a site file is checked with: the disk, and the drivers there are. */
export const siteTools = { read: readTextFile, drivers };

/** The text of a file that must be there. */
export function textOf(file: string): string {
  const text = readTextFile(file);
  if (!text.ok) throw new Error(text.error);
  return text.value;
}

/** The site file of the polder, which others are made from by writing a part of it otherwise. */
export const polderPath = "examples/polder/site.yaml";
export const polder = textOf(polderPath);

/** What is wrong with such a file; nothing when all is well. */
export function faultsIn(text: string): readonly Fault[] {
  const checked = checkSite(polderPath, text, siteTools);
  return checked.ok ? [] : checked.error;
}
