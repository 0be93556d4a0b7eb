/** How every command ends. Source: docs/cli.md. */
export const exitCodes = {
  ok: 0,
  /** The check or run found faults. */
  faults: 1,
  wrongUse: 2,
  /** Cannot reach a server or device. */
  unreachable: 3,
  internal: 70,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
