const read = /\b(?:v|good|age|margin)\(\s*(?:'([^']*)'|"([^"]*)")\s*\)/g;

/** The paths of the variables that a condition or calculation reads, by its text alone; faults in it are not seen here. */
export function conditionPaths(text: string): readonly string[] {
  return [...text.matchAll(read)].map((match) => match[1] ?? match[2] ?? "");
}
