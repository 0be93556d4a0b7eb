import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closedLine, type LineEffect, type LineInput, lineWakesAt, stepLine } from "./line-core.ts";

const config = { gap: 5, timeout: 100, retries: 1, reopenAfter: 4 };

type Move =
  | { readonly kind: "write" | "read" | "tagged" | "answer" | "noise" | "lost" | "opened" | "openFailed" | "stop" }
  | { readonly kind: "wait"; readonly span: number };

const kinds = ["write", "read", "tagged", "answer", "noise", "lost", "opened", "openFailed"] as const;
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...kinds).map((kind) => ({ kind })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 150 }).map((span) => ({ kind: "wait" as const, span })) },
);

/** Drives the core as its runner does, ticking whenever the core asked for it, and keeps what it must promise. */
class Driven {
  state = closedLine;
  now = 0;
  readonly submitted = new Set<number>();
  readonly settled: number[] = [];
  readonly sends: { readonly at: number; readonly id: number }[] = [];
  outstanding: number | undefined;

  move(move: Move): void {
    if (move.kind === "wait") this.wait(move.span);
    else this.apply(this.inputOf(move.kind));
  }

  wait(span: number): void {
    const end = this.now + span;
    for (let at = lineWakesAt(this.state); at !== undefined && at <= end; at = lineWakesAt(this.state)) {
      this.now = Math.max(this.now, at);
      this.apply({ kind: "tick" });
    }
    this.now = end;
  }

  inputOf(kind: Exclude<Move["kind"], "wait">): LineInput {
    if (kind === "answer" || kind === "noise") {
      return { kind: "bytes", answer: kind === "answer" && this.state.phase.kind === "waiting" };
    }
    if (kind !== "write" && kind !== "read" && kind !== "tagged") return { kind };
    const id = this.submitted.size + 1;
    this.submitted.add(id);
    const priority = kind === "write" ? "write" : "read";
    return { kind: "submit", job: { id, priority, tagged: kind === "tagged", triesLeft: config.retries } };
  }

  apply(input: LineInput): void {
    const { state, effects } = stepLine(this.state, input, config, this.now);
    this.state = state;
    for (const effect of effects) this.keep(effect);
  }

  keep(effect: LineEffect): void {
    if (effect.kind === "settle") {
      this.settled.push(effect.id);
      if (this.outstanding === effect.id) this.outstanding = undefined;
    }
    if (effect.kind === "count" && effect.what === "timeout") this.outstanding = undefined;
    if (effect.kind !== "send") return;
    expect(this.outstanding, "one request outstanding").toBeUndefined();
    this.outstanding = effect.id;
    this.sends.push({ at: this.now, id: effect.id });
  }
}

describe("line core", () => {
  it("has one request outstanding and settles every job exactly once, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 80 }), (moves) => {
        const line = new Driven();
        for (const move of moves) line.move(move);
        line.apply({ kind: "stop" });
        expect([...line.settled].sort((a, b) => a - b)).toEqual([...line.submitted]);
        line.move({ kind: "read" });
        expect(line.settled.at(-1)).toBe(line.submitted.size);
        expect(lineWakesAt(line.state)).toBeUndefined();
      }),
    );
  });

  function opened(): Driven {
    const line = new Driven();
    line.apply({ kind: "tick" });
    line.apply({ kind: "opened" });
    return line;
  }

  it("takes writes before reads that wait longer", () => {
    const line = opened();
    for (const kind of ["read", "read", "write"] as const) line.move({ kind });
    line.move({ kind: "answer" });
    line.wait(5);
    expect(line.sends.map(({ id }) => id)).toEqual([1, 3]);
  });

  it("stays quiet for a whole answer time after a timeout, and longer while late bytes come", () => {
    const line = opened();
    line.move({ kind: "read" });
    line.move({ kind: "read" });
    line.wait(195);
    line.move({ kind: "noise" });
    line.wait(100);
    expect(line.sends).toEqual([
      { at: 0, id: 1 },
      { at: 215, id: 2 },
    ]);
  });

  it("goes on after the gap when answers are tagged", () => {
    const line = opened();
    line.move({ kind: "tagged" });
    line.move({ kind: "tagged" });
    line.wait(110);
    expect(line.sends).toEqual([
      { at: 0, id: 1 },
      { at: 105, id: 2 },
    ]);
  });

  it("keeps the order of writes through a retry", () => {
    const line = opened();
    line.move({ kind: "write" });
    line.move({ kind: "write" });
    line.wait(200);
    line.move({ kind: "answer" });
    line.wait(10);
    expect(line.sends.map(({ id }) => id)).toEqual([1, 1, 2]);
  });

  it("opens the line anew when nothing at all comes back any more", () => {
    const line = opened();
    for (let count = 0; count < 4; count++) line.move({ kind: "tagged" });
    line.wait(500);
    expect(line.state.phase.kind).toBe("closed");
    line.wait(250);
    expect(line.state.phase.kind).toBe("opening");
  });

  it("waits longer between failed openings, up to 2 s", () => {
    const line = new Driven();
    const waits: number[] = [];
    for (let count = 0; count < 6; count++) {
      line.apply({ kind: "tick" });
      line.apply({ kind: "openFailed" });
      const wake = lineWakesAt(line.state) ?? 0;
      waits.push(wake - line.now);
      line.now = wake;
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 2000, 2000]);
  });
});
