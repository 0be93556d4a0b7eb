/** Starts child processes that speak length-framed messages; the simulated side runs them in this one. */
export interface ProcessPort {
  spawn(events: ChildEvents): Promise<Child>;
}

/** What a child tells its parent. */
export interface ChildEvents {
  readonly onFrame: (frame: Uint8Array) => void;
  /** Once, with the exit code or signal in words. */
  readonly onExit: (reason: string) => void;
}

/** A child that runs, as its parent sees it. */
export interface Child {
  /** Resolves when the frame was handed to the pipe (back-pressure). */
  send(frame: Uint8Array): Promise<void>;
  kill(): void;
}

/** The child's side: a program is given a way to answer and says what it does with what it is sent. */
export type ChildProgram = (parent: ParentLink) => ChildSide;

/** What a child has of its parent. */
export interface ParentLink {
  /** Resolves when the frame was handed to the pipe (back-pressure). */
  send(frame: Uint8Array): Promise<void>;
  /** Ends the child with this exit code. */
  leave(code: number): void;
}

/** What a child does with what comes from its parent. */
export interface ChildSide {
  readonly onFrame: (frame: Uint8Array) => void;
  /** The parent is gone; the child has no reason to go on. */
  readonly onEnd: () => void;
}
