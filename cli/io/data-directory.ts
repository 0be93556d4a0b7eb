import { join } from "node:path";

/** Where everything of one instance lies. Each process writes only below its own folder. */
export function dataDirectory(root: string) {
  return {
    root,
    /** Passwords and tokens, mode 0600. */
    secrets: join(root, "secrets.json"),
    keys: join(root, "keys"),
    gateway: (site: string) => join(root, "gateway", site),
    hub: join(root, "hub"),
    store: join(root, "hub", "store.duckdb"),
    /** Digests of open logins. */
    access: join(root, "hub", "access.json"),
    region: join(root, "hub", "region"),
    world: join(root, "world"),
    /** Addresses of the simulated devices. */
    worldFile: join(root, "world", "world.json"),
    /** Addresses and process ids while running. */
    running: join(root, "running.json"),
  };
}

export type DataDirectory = ReturnType<typeof dataDirectory>;
