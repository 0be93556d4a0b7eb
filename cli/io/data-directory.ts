import { join } from "node:path";

/** Where everything of one instance lies. Each process writes only below its own folder. */
export function dataDirectory(root: string) {
  return {
    root,
    /** Passwords and tokens, mode 0600. */
    secrets: join(root, "secrets.json"),
    /** Who may log in by password or token, mode 0600. */
    users: join(root, "users.json"),
    keys: join(root, "keys"),
    gateway: (site: string) => join(root, "gateway", site),
    hub: join(root, "hub"),
    store: join(root, "hub", "store.duckdb"),
    /** Which store is written to instead; absent where that is our own. */
    outerStore: join(root, "hub", "store.json"),
    /** Digests of open logins. */
    access: join(root, "hub", "access.json"),
    region: join(root, "hub", "region"),
    /** How far the simulated time of this instance has come. */
    pace: join(root, "pace.json"),
    world: (site: string) => join(root, "world", site),
    /** Addresses of a site's simulated devices. */
    worldFile: (site: string) => join(root, "world", site, "world.json"),
    /** Addresses and process ids while running. */
    running: join(root, "running.json"),
  };
}

/** The paths inside one data directory. */
export type DataDirectory = ReturnType<typeof dataDirectory>;
