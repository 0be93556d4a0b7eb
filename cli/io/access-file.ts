import { readFileSync } from "node:fs";
import { z } from "zod";
import { systemClocks } from "../../core/io/clock.ts";
import { noAccess, shiftAccess } from "../../dashboards/server/access.ts";
import type { AccessStore } from "../../dashboards/server/ports.ts";
import { roles } from "../../dashboards/server/roles.ts";
import { writePrivately } from "./private-file.ts";

const grant = z.strictObject({ digest: z.string(), until: z.number() });
const session = grant.extend({ name: z.string(), role: z.enum(roles), stamp: z.string().exactOptional() });
const fileSchema = z.strictObject({ links: z.array(grant), sessions: z.array(session) });

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
      writePrivately(path, JSON.stringify(shiftAccess(state, io.now(), world.now())));
    },
  };
}
