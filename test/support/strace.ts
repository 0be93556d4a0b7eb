/** The system calls that change what a disk holds; killed before each of them, a program leaves every state it can leave. */
export const diskCalls = ["pwrite64", "fdatasync", "fsync", "rename", "unlink", "ftruncate", "mkdir"] as const;
export type DiskCall = (typeof diskCalls)[number];

/** What happens to the n-th call of one kind: the process is killed before it, or it fails without being carried out. */
export interface Injection {
  readonly call: DiskCall;
  readonly n: number;
  readonly does: "kill" | "EIO" | "ENOSPC";
  /** Every later one as well. */
  readonly onward?: boolean;
}

/** The words before a command that make it meet its fate, and have its calls that change a disk written to `output`. */
export function straced(output: string, injection?: Injection): readonly string[] {
  const words = ["strace", "-f", "-qq", "-y", "-s", "0", "-o", output, "-e", `trace=${diskCalls.join(",")}`];
  if (injection === undefined) return words;
  const { call, n, does, onward } = injection;
  const fate = does === "kill" ? "signal=KILL" : `error=${does}`;
  // Only other calls than these run at full speed then; a signal before a call needs the slow way.
  if (does !== "kill") words.push("--seccomp-bpf");
  return [...words, "-e", `inject=${call}:${fate}:when=${n}${onward === true ? "+" : ""}`];
}

/** strace counts each thread's calls by themselves: with one thread for files the n-th is the n-th of the program. */
export const oneFileThread = { UV_THREADPOOL_SIZE: "1", UV_USE_IO_URING: "0" } as const;

/** One call as it was traced. */
export interface TracedCall {
  readonly call: string;
  /** The file it worked on, without its directory; empty where the trace does not say. */
  readonly file: string;
  readonly injected: boolean;
}

/** The calls of a trace in the order in which they began. */
export function parseTrace(trace: string): TracedCall[] {
  return trace.split("\n").flatMap((line) => {
    const match = /^\d+ +(\w+)\((?:\d+<([^>]*)>|"([^"]*)"\.*)?/.exec(line);
    const call = match?.[1];
    if (match === null || call === undefined) return [];
    const path = match[2] ?? match[3] ?? "";
    return [{ call, file: path.slice(path.lastIndexOf("/") + 1), injected: line.includes("(INJECTED)") }];
  });
}

/** How often each call that changes a disk was made. */
export function countCalls(made: readonly TracedCall[]): ReadonlyMap<DiskCall, number> {
  return new Map(diskCalls.map((call) => [call, made.filter((one) => one.call === call).length]));
}
