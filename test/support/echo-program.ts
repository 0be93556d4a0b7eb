import type { ChildProgram } from "../../core/ports/process.ts";

/** A child that sends back what it is sent; an empty frame makes it leave. */
export const echoProgram: ChildProgram = (parent) => ({
  onFrame: (frame) => {
    if (frame.length === 0) parent.leave(3);
    else void parent.send(frame);
  },
  onEnd: () => parent.leave(0),
});
