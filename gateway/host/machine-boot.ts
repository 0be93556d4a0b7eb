import { AppError } from "../../core/errors.ts";
import { type Disk, readIfPossible, writeAtomically } from "../../core/ports/disk.ts";

const file = "machine-boot";

/**
 * Whether the machine itself was started since this gateway last ran, and remembers its present run. Where the machine cannot tell
 * its runs apart, or the disk fails, it counts as started.
 */
export async function machineStarted(disk: Disk, present: string | undefined): Promise<boolean> {
  const before = new TextDecoder().decode(await readIfPossible(disk, file));
  if (present === undefined) return true;
  if (before === present) return false;
  try {
    await writeAtomically(disk, file, new TextEncoder().encode(present));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return true;
}
