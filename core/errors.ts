/** Every error code, what it means to the person who reads it, and whether trying again can help. */
export const errorTable = {
  "wrong-use": { meaning: "The command line asks for something that cannot be.", retriable: false },
  "config-invalid": { meaning: "The configuration has faults; nothing was started.", retriable: false },
  "port-busy": { meaning: "Another program listens on this port; choose one with --http or --mqtt.", retriable: false },
  "data-locked": { meaning: "Another homeostat uses this data directory.", retriable: false },
  "link-refused": { meaning: "The broker refused the connection: wrong credential or not allowed.", retriable: true },
  "link-untrusted": {
    meaning: "The broker's certificate or ours is not trusted: another authority, expired, or for another name.",
    retriable: true,
  },
  "link-lost": { meaning: "The connection to the broker is gone.", retriable: true },
  "bus-unavailable": { meaning: "The serial port or device address cannot be opened.", retriable: true },
  "recording-invalid": { meaning: "A recorded file cannot be read as its map says.", retriable: false },
  "disk-failed": { meaning: "Writing or syncing a file failed; it is not retried on the same file.", retriable: false },
  "store-unavailable": { meaning: "The store does not answer; readings wait in the spool.", retriable: true },
  "query-invalid": { meaning: "The query is not in the supported InfluxQL subset.", retriable: false },
  "query-limit": { meaning: "The query asks for more rows, time or memory than allowed.", retriable: false },
  unreachable: { meaning: "No homeostat answers at this address.", retriable: true },
} as const;

/** A word of the table: what an error is known by; nobody compares messages. */
export type ErrorCode = keyof typeof errorTable;

/** An I/O failure: thrown by adapters, caught by supervisors, which back off when it is retriable. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retriable: boolean;

  constructor(code: ErrorCode, detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = "AppError";
    this.code = code;
    this.retriable = errorTable[code].retriable;
  }
}

/** What something that was thrown says in words, whether it is an error or not. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
