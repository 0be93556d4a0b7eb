import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const memory = "/dev/shm";

/** A fresh directory for images of disks and copies of them: in memory, where a sync of what lies beneath costs nothing. */
export function fastDirectory(prefix: string): Promise<string> {
  return mkdtemp(join(existsSync(memory) ? memory : tmpdir(), `homeostat-${prefix}-`));
}
