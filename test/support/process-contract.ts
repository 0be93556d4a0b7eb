import { describe, expect, it } from "vitest";
import type { Child, ProcessPort } from "../../core/ports/process.ts";

interface Echo {
  readonly child: Child;
  readonly frames: number[][];
  readonly exit: Promise<string>;
  /** Resolves when so many frames came back. */
  readonly received: (count: number) => Promise<void>;
}

async function startEcho(processes: ProcessPort): Promise<Echo> {
  const frames: number[][] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let ended: (reason: string) => void = () => undefined;
  const exit = new Promise<string>((resolve) => {
    ended = resolve;
  });
  const onFrame = (frame: Uint8Array): void => {
    frames.push([frame.length, frame[0] ?? -1, frame.at(-1) ?? -1]);
    for (const { count, resolve } of waiting) if (frames.length >= count) resolve();
  };
  const child = await processes.spawn({ onFrame, onExit: (reason) => ended(reason) });
  const received = (count: number): Promise<void> =>
    new Promise((resolve) => {
      if (frames.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { child, frames, exit, received };
}

/** What both sides of the Process port promise; `make` starts `echoProgram`. */
export function processContract(name: string, make: () => ProcessPort): void {
  describe(`${name} as child processes`, () => {
    it("brings frames of any size over whole and in order, both ways", async () => {
      const { child, frames, exit, received } = await startEcho(make());
      const sizes = [1, 5, 70_000, 2, 1_500_000, 3];
      for (const [index, size] of sizes.entries()) await child.send(new Uint8Array(size).fill(index));
      await received(sizes.length);
      expect(frames).toEqual(sizes.map((size, index) => [size, index, index]));
      child.kill();
      await exit;
    });

    it("tells once when the child leaves by itself", async () => {
      const { child, exit } = await startEcho(make());
      await child.send(new Uint8Array(0));
      expect(await exit).toBe("exit code 3");
    });

    it("ends a child that is killed, and refuses frames from then on", async () => {
      const { child, exit } = await startEcho(make());
      child.kill();
      expect(await exit).toMatch(/SIGKILL/);
      await expect(child.send(new Uint8Array(1))).rejects.toMatchObject({ code: "store-unavailable" });
    });

    it("starts as many as are asked for, each on its own", async () => {
      const processes = make();
      const [first, second] = [await startEcho(processes), await startEcho(processes)];
      first.child.kill();
      await first.exit;
      await second.child.send(Uint8Array.of(9));
      await second.received(1);
      expect(second.frames).toEqual([[1, 9, 9]]);
      second.child.kill();
      await second.exit;
    });
  });
}
