import type { RefusedRow } from "../../../core/ports/store.ts";
import type { LineServer, WriteAnswer } from "./line-server.ts";

/** A line the server will never take, and why in its words. */
export interface RefusedLine extends RefusedRow {
  /** Its place among the lines of the block. */
  readonly line: number;
}

/** Lines one after another, and where each ends. */
export interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
}

/** Some lines of a block, by their places in it. */
type Part = readonly number[];

const longestReason = 180;

/**
 * Makes the server store every line that it takes, and answers those that it refuses. A refusal does not say which lines it
 * means: they are found by writing the block again in parts, which stores nothing twice since the same point overwrites itself.
 */
export async function sendBlock(server: Pick<LineServer, "write">, block: Block): Promise<readonly RefusedLine[]> {
  const whole = block.ends.map((_, index) => index);
  const refused: RefusedLine[] = [];
  const waiting: Part[] = [whole];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part.length === 0) continue;
    const bytes = part === whole ? block.bytes : bytesOf(block, part);
    const answer = await server.write(bytes);
    if (answer.kind === "stored") continue;
    if (isDecided(answer, part)) refused.push(...part.map((line) => refusedLine(block, line, answer.reason)));
    else waiting.push(...split(block, part, answer).reverse());
  }
  return refused.sort((a, b) => a.line - b.line);
}

/** Whether the answer holds for every line of the part. */
function isDecided(answer: Exclude<WriteAnswer, { kind: "stored" }>, part: Part): boolean {
  if (part.length === 1) return true;
  return answer.kind === "refused" && answer.dropped === part.length;
}

/** The parts to try next: lines with the field that the answer complains of and the others, or else two halves. */
function split(block: Block, part: Part, { reason }: { reason: string }): Part[] {
  const field = /input field "([^"]+)" on measurement/.exec(reason)?.[1];
  if (field !== undefined) {
    const carriers = part.filter((line) => carries(textOf(block, line), field));
    if (carriers.length > 0 && carriers.length < part.length) {
      const others = new Set(carriers);
      return [part.filter((line) => !others.has(line)), carriers];
    }
  }
  const middle = part.length >> 1;
  return [part.slice(0, middle), part.slice(middle)];
}

function carries(text: string, field: string): boolean {
  return text.includes(` ${field}=`) || text.includes(`,${field}=`);
}

function startOf({ ends }: Block, line: number): number {
  return line === 0 ? 0 : (ends[line - 1] ?? 0);
}

function textOf(block: Block, line: number): string {
  return new TextDecoder().decode(block.bytes.subarray(startOf(block, line), (block.ends[line] ?? 1) - 1));
}

function bytesOf(block: Block, part: Part): Uint8Array<ArrayBuffer> {
  const length = part.reduce((sum, line) => sum + (block.ends[line] ?? 0) - startOf(block, line), 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const line of part) {
    const one = block.bytes.subarray(startOf(block, line), block.ends[line]);
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

function refusedLine(block: Block, line: number, reason: string): RefusedLine {
  return { line, text: textOf(block, line), reason: reason.slice(0, longestReason) };
}
