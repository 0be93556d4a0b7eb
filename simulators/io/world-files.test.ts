import { expect, it } from "vitest";
import { openTruthFile } from "./world-files.ts";

it("a full disk does not end the world that tells its truth to it", () => {
  // Linux full(4): every write to it fails with ENOSPC.
  const truth = openTruthFile("/dev/full");
  expect(() => truth.append("{}\n")).not.toThrow();
  truth[Symbol.dispose]();
});
