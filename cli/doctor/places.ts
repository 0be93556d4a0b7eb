/** An address that a configuration file names, with the file of its credential. */
export interface Place {
  readonly url: string;
  readonly credentialFile: string | undefined;
}

/** What else stands in an address, such as a password in the wrong place, is told to nobody. */
const addressed = /^(mqtts?:\/\/[^\s/@:]+(:\d{1,5})?|https?:\/\/[^\s/@?#]+(\/[^\s?#@]*)?)$/;

/** Every broker and server that a file names, wherever it stands in it; also in a file that has faults. */
export function placesIn(plain: unknown): readonly Place[] {
  if (typeof plain !== "object" || plain === null) return [];
  const { url, credentialFile } = plain as { readonly url?: unknown; readonly credentialFile?: unknown };
  const own =
    typeof url === "string" && addressed.test(url)
      ? [{ url, credentialFile: typeof credentialFile === "string" ? credentialFile : undefined }]
      : [];
  return [...own, ...Object.values(plain).flatMap(placesIn)];
}

/** Every file that a configuration names under a key, wherever it stands in it. */
export function filesUnder(plain: unknown, key: string): readonly string[] {
  if (typeof plain !== "object" || plain === null) return [];
  return Object.entries(plain).flatMap(([name, value]) =>
    name === key && typeof value === "string" ? [value] : filesUnder(value, key),
  );
}
