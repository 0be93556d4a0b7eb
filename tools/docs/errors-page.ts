import { errorTable } from "../../core/errors.ts";
import { code, table } from "./table.ts";

/** docs/errors.md: every code that an I/O failure can carry. */
export function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([name, { meaning, retriable }]) => [
    code(name),
    meaning,
    retriable ? "yes" : "no",
  ]);
  return `# Errors

Three kinds of failure, told apart everywhere. A **bug** stops its process, which is started again. An **expected result** (a bad
checksum, a Modbus exception, a gap in a sequence) is a value, counted and shown where it matters. An **I/O failure** carries one of the
codes below; whoever supervises the failed part tries again, with growing pauses, where trying again can help.

${table(["code", "meaning", "tried again"], rows)}

Faults of a configuration are told all at once, each with file, line, column and the likely fix: \`homeostat check\`. How a command
ends is in [cli.md](cli.md#exit-codes).
`;
}
