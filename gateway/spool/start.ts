import { AppError } from "../../core/errors.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Rng } from "../../core/ports/rng.ts";
import { type BootRecord, countBoot } from "./boot.ts";
import type { Inheritance } from "./inherit.ts";
import type { Lost } from "./recover.ts";
import type { Segment } from "./segment.ts";

/** Free space below which a start that cannot be counted is taken for a full disk. */
const roomToStart = 16 * 1024;

/** Counts the boot; on a full disk the oldest readings make room for that, as a gateway that does not start keeps none. */
export async function countWithRoom(
  { disk, rng, directory }: { readonly disk: Disk; readonly rng: Rng; readonly directory: string },
  inheritance: Inheritance,
): Promise<{ record: BootRecord; left: Inheritance }> {
  const boots = inheritance.boots.map((one) => one.boot);
  for (let left = inheritance; ; ) {
    try {
      return { record: await countBoot(disk, rng, boots), left };
    } catch (error) {
      const oldest = left.segments.find((segment) => segment.stream === "readings");
      if (!(error instanceof AppError) || oldest === undefined || (await disk.free()) >= roomToStart) throw error;
      await disk.unlink(`${directory}/${oldest.name}`);
      left = withoutSegment(left, oldest);
    }
  }
}

function withoutSegment(inheritance: Inheritance, segment: Segment): Inheritance {
  const { stream, boot, lo, hi, startedAt, endedAt } = segment;
  const segments = inheritance.segments.filter((one) => one !== segment);
  if (hi < lo) return { ...inheritance, segments };
  const lost: Lost = { kind: "dropped", stream, boot, ranges: [[lo, hi]], startedAt, endedAt, reason: "disk full" };
  return { ...inheritance, segments, lost: [...inheritance.lost, lost] };
}
