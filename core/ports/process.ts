/** Starts child processes that speak length-framed messages; the simulated side runs them in this one. */
export interface ProcessPort {
  spawn(events: ChildEvents): Promise<Child>;
}

export interface ChildEvents {
  readonly onFrame: (frame: Uint8Array) => void;
  /** Once, with the exit code or signal in words. */
  readonly onExit: (reason: string) => void;
}

export interface Child {
  /** Resolves when the frame was handed to the pipe (back-pressure). */
  send(frame: Uint8Array): Promise<void>;
  kill(): void;
}
