import { TextBytes } from "../../text-bytes.ts";

const lineEnd = 10;

/** Lines of a request, and where each of them ends. It is used again after `clear`. */
export class LineBuffer extends TextBytes {
  /** After the line end of each line. */
  readonly ends: number[] = [];
  /** What each line was made of: the row that the writer of the line named. */
  readonly origins: number[] = [];

  get lines(): number {
    return this.ends.length;
  }

  clear(): void {
    this.length = 0;
    this.ends.length = 0;
    this.origins.length = 0;
  }

  endLine(origin: number): void {
    this.origins.push(origin);
    this.bytes[this.length++] = lineEnd;
    this.ends.push(this.length);
  }
}
