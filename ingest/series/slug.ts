const longest = 40;

/** A name of a third party as an id: lower case, everything outside `[a-z0-9-]` a hyphen, at most 40 characters. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, longest);
  return slug === "" ? "unnamed" : slug;
}

/** Gives names ids, and different ids to different names: the second one that would get an id gets `-2` behind it. */
export class Slugs {
  readonly #byName = new Map<string, string>();
  readonly #taken = new Set<string>();

  idOf(name: string): string {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const slug = slugOf(name);
    let id = slug;
    for (let suffix = 2; this.#taken.has(id); suffix += 1) {
      id = `${slug.slice(0, longest - 1 - String(suffix).length)}-${suffix}`;
    }
    this.#byName.set(name, id);
    this.#taken.add(id);
    return id;
  }
}
