import { describe, expect, it } from "vitest";
import { FrameQueue } from "./frame-queue.ts";

/** A page whose frames come when the test says so, and drawings that take their time. */
function page() {
  let now = 0;
  let awaited: (() => void)[] = [];
  const drawn: string[] = [];
  const queue = new FrameQueue({ next: (draw) => void awaited.push(draw), now: () => now });
  return {
    queue,
    drawn,
    drawing: (name: string, takes: number) => (): void => {
      drawn.push(name);
      now += takes;
    },
    /** How many callbacks waited for the frame. */
    frame: (): number => {
      const due = awaited;
      awaited = [];
      for (const draw of due) draw();
      return due.length;
    },
  };
}

describe("a queue of drawings", () => {
  it("waits for a frame, and spreads what takes long over several", () => {
    const { queue, drawn, drawing, frame } = page();
    for (const name of ["a", "b", "c", "d", "e"]) queue.add(drawing(name, 3));
    expect(drawn).toEqual([]);
    frame();
    expect(drawn).toEqual(["a", "b"]);
    frame();
    frame();
    expect(drawn).toEqual(["a", "b", "c", "d", "e"]);
    expect(frame()).toBe(0);
  });

  it("draws one in every frame however long it takes", () => {
    const { queue, drawn, drawing, frame } = page();
    for (const name of ["a", "b"]) queue.add(drawing(name, 500));
    frame();
    expect(drawn).toEqual(["a"]);
    frame();
    expect(drawn).toEqual(["a", "b"]);
  });

  it("draws what was asked for twice once, and again when it is asked for after that", () => {
    const { queue, drawn, drawing, frame } = page();
    const draw = drawing("a", 1);
    queue.add(draw);
    queue.add(draw);
    expect(frame()).toBe(1);
    expect(drawn).toEqual(["a"]);
    queue.add(draw);
    frame();
    expect(drawn).toEqual(["a", "a"]);
  });

  it("leaves out what was taken back", () => {
    const { queue, drawn, drawing, frame } = page();
    const draw = drawing("a", 1);
    queue.add(draw);
    queue.delete(draw);
    frame();
    expect(drawn).toEqual([]);
  });

  it("goes on with the others when one fails", () => {
    const { queue, drawn, drawing, frame } = page();
    queue.add(() => {
      throw new Error("no canvas");
    });
    queue.add(drawing("b", 1));
    expect(frame).toThrow("no canvas");
    frame();
    expect(drawn).toEqual(["b"]);
  });

  it("lets what asks for itself again wait for the next frame", () => {
    const { queue, drawn, frame } = page();
    const again = (): void => {
      drawn.push("a");
      if (drawn.length < 3) queue.add(again);
    };
    queue.add(again);
    frame();
    expect(drawn.length).toBe(1);
  });
});
