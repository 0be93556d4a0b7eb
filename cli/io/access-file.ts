import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { z } from "zod";
import { systemClocks } from "../../core/io/clock.ts";
import { noAccess, shiftAccess } from "../../dashboards/server/access.ts";
import type { AccessStore } from "../../dashboards/server/ports.ts";

const grants = z.array(z.strictObject({ digest: z.string(), until: z.number() }));
const fileSchema = z.strictObject({ links: grants, sessions: grants });

/**
 * Logins in a file, so that a hub that was killed comes back without throwing everybody out. The file holds digests and
 * times by the machine's wall clock; a file that cannot be read opens nothing.
 */
export function accessFile(path: string): AccessStore {
  const { io, world } = systemClocks;
  return {
    load() {
      try {
        return shiftAccess(fileSchema.parse(JSON.parse(readFileSync(path, "utf8"))), world.now(), io.now());
      } catch {
        return noAccess;
      }
    },
    save(state) {
      const descriptor = openSync(`${path}.new`, "w", 0o600);
      writeSync(descriptor, JSON.stringify(shiftAccess(state, io.now(), world.now())));
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(`${path}.new`, path);
    },
  };
}
