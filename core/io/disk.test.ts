import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { diskContract } from "../../test/support/disk-contract.ts";
import { fileDisk } from "./disk.ts";

const made: string[] = [];
afterAll(async () => {
  for (const directory of made) await rm(directory, { recursive: true });
});

diskContract("files", async () => {
  const directory = await mkdtemp(join(tmpdir(), "homeostat-disk-"));
  made.push(directory);
  return fileDisk(directory);
});
