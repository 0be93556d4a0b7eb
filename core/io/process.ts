import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { AppError } from "../errors.ts";
import type { Child, ChildEvents, ChildProgram, ProcessPort } from "../ports/process.ts";
import { FrameSplitter, framePrefix } from "../wire/frames.ts";

/** Frames travel on this descriptor, so that nothing a library prints can get between them. */
const pipeDescriptor = 3;

/** What is started as a child: a module of ours, by its URL. */
export interface ChildModule {
  readonly module: URL;
  readonly arguments: readonly string[];
}

/** Starts a module as a child process of this one. Its errors go to our stderr; it ends when we do. */
export function childProcesses(child: ChildModule): ProcessPort {
  return { spawn: (events) => start(child, events) };
}

function start({ module, arguments: rest }: ChildModule, events: ChildEvents): Promise<Child> {
  // Sources need a loader for TypeScript; what is built runs as it is.
  const file = fileURLToPath(module);
  const loader = file.endsWith(".ts") ? ["--import", "tsx"] : [];
  const child = spawn(process.execPath, [...loader, file, ...rest], {
    // What it prints goes to our stderr: our stdout is for data.
    stdio: ["ignore", 2, 2, "pipe"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new AppError("store-unavailable", error.message, error)));
    child.once("spawn", () => resolve(attach(child, events)));
  });
}

function attach(child: ChildProcess, events: ChildEvents): Child {
  const pipe = child.stdio[pipeDescriptor] as Duplex;
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.onExit(reason);
  };
  const splitter = new FrameSplitter();
  pipe.on("data", (chunk: Buffer) => {
    if (ended) return;
    try {
      splitter.push(chunk, events.onFrame);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // A child that does not speak in frames is beyond help; the next one may.
      child.kill("SIGKILL");
    }
  });
  // A broken pipe is followed by the exit that caused it, which says more.
  pipe.on("error", () => undefined);
  // Not `exit`: what the child still said before its end must be read first.
  child.once("close", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    send: (frame) => write(pipe, frame),
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

function write(pipe: Duplex, frame: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => {
      if (error) reject(new AppError("store-unavailable", error.message, error));
      else resolve();
    };
    pipe.cork();
    pipe.write(framePrefix(frame.length), () => undefined);
    pipe.write(frame, done);
    pipe.uncork();
  });
}

/** Runs a program in this process as the child of the one that started it. It exits when the parent is gone. */
export function runAsChild(program: ChildProgram): void {
  const pipe = new Socket({ fd: pipeDescriptor, readable: true, writable: true });
  const side = program({ send: (frame) => write(pipe, frame), leave: (code) => process.exit(code) });
  const splitter = new FrameSplitter();
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    side.onEnd();
  };
  pipe.on("data", (chunk: Buffer) => splitter.push(chunk, side.onFrame));
  pipe.once("end", end);
  pipe.once("error", end);
}
