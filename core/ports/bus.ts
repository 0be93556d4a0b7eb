/** A line to devices: a serial port or a TCP connection; bytes out, bytes in. Opening may fail and be tried again. */
export interface Bus {
  /** Rejects with AppError `bus-unavailable`. Callbacks never run before it has resolved. */
  open(events: BusEvents): Promise<BusSession>;
}

/** What an open line tells. */
export interface BusEvents {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** Once, when the line is gone (unplugged, closed by the peer) and not by our own `close`. */
  readonly onClose: (reason: string) => void;
}

/** An open line. */
export interface BusSession {
  /** Resolves when the bytes were handed to the line. */
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
