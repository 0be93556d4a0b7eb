import { readFileSync } from "node:fs";

/**
 * A name of the machine's present run, another one after each boot; undefined where the system has none.
 * Source: Linux, Documentation/admin-guide/sysctl/kernel.rst, random: boot_id.
 */
export function machineRun(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}
