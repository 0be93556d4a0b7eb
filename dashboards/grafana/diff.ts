/** What a Grafana changes by itself when it takes a board in, and says nothing of what the board shows. */
const ownKeys = new Set(["id", "version", "iteration", "pluginVersion"]);
const longest = 120;

/** Where an installed board differs from the built one: one line each, by path. Panel ids count, a board's own `id` does not. */
export function boardDifferences(built: unknown, installed: unknown): readonly string[] {
  return differences(built, installed, "");
}

function differences(built: unknown, installed: unknown, path: string): readonly string[] {
  if (isBranch(built) && isBranch(installed) && Array.isArray(built) === Array.isArray(installed)) {
    const keys = [...new Set([...Object.keys(built), ...Object.keys(installed)])];
    return keys
      .filter((key) => !(isOwn(key, path) || (built[key] === undefined && installed[key] === undefined)))
      .flatMap((key) => differences(built[key], installed[key], step(path, key, Array.isArray(built))));
  }
  if (Object.is(built, installed)) return [];
  return [`${path}: built ${shown(built)}, installed ${shown(installed)}`];
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isOwn(key: string, path: string): boolean {
  return ownKeys.has(key) && (path === "" || key === "pluginVersion");
}

function step(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
