import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameSplitter, framePrefix } from "./frames.ts";

function framed(frames: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(frames.flatMap((frame) => [...framePrefix(frame.length), ...frame]));
}

describe("frames on a pipe", () => {
  it("come out the same in any chunking", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (frames, cuts) => {
          const bytes = framed(frames);
          const splitter = new FrameSplitter();
          const seen: number[][] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = cuts[turn % Math.max(1, cuts.length)] ?? bytes.length;
            splitter.push(bytes.subarray(at, at + size), (frame) => seen.push([...frame]));
            at += size;
          }
          expect(seen).toEqual(frames.map((frame) => [...frame]));
        },
      ),
    );
  });

  it("are refused when a prefix announces more than any frame may hold", () => {
    expect(() => new FrameSplitter().push(framePrefix(2 ** 31), () => undefined)).toThrow(RangeError);
  });
});
