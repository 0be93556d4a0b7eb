import type { Disk } from "../../../core/ports/disk.ts";
import { recallEngine } from "../../../gateway/host/engine-store.ts";
import { compile } from "../../../rules/engine/compile/compile.ts";
import type { Engine } from "../../../rules/engine/state.ts";
import { t0, testSite } from "../../../rules/engine/testing/site.ts";

/** The engine of the small test polder as its snapshot on this disk has it. Its `lastStartAt` serves as a mark that rises. */
export async function recallKnownEngine(disk: Disk): Promise<{ readonly engine: Engine; readonly setAside: boolean }> {
  const recalled = await recallEngine(disk, compile(testSite()), { now: t0, prefix: "1-test" });
  if (!Number.isFinite(recalled.engine.lastStartAt)) recalled.engine.lastStartAt = 0;
  return recalled;
}
