/** How every command ends. */
export const exitCodes = {
  ok: 0,
  faults: 1,
  wrongUse: 2,
  unreachable: 3,
  internal: 70,
} as const;

/** A number of `exitCodes`: how a command ends. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code says to the person or script that called. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "It did what was asked.",
  faults: "The check or run found faults.",
  wrongUse: "Unknown command or option, or an argument is missing.",
  unreachable: "No server or device could be reached.",
  internal: "A fault of homeostat itself.",
};
