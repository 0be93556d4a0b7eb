import type { SelectStatement, ShowStatement } from "../../../core/influxql/ast.ts";
import { printQuery } from "../../../core/influxql/print.ts";
import { measurements } from "../../measurements.ts";

/** Every measurement that is seen from outside; the store's own mark is none of them. */
const known = `/^(${Object.keys(measurements).join("|")})$/`;

/**
 * A statement as it is sent on to the server that holds the data, whose database goes by another name there: whoever asks has
 * named ours. SHOW without a measurement means those that we declare.
 */
export function statementText(statement: SelectStatement | ShowStatement): string {
  const text = printQuery([{ ...statement, database: null, policy: null }]);
  if (statement.kind === "select" || statement.measurement !== null) return text;
  return text.replace(/^SHOW (MEASUREMENTS|TAG KEYS|TAG VALUES|FIELD KEYS)/, (head) =>
    head === "SHOW MEASUREMENTS" ? `${head} WITH MEASUREMENT =~ ${known}` : `${head} FROM ${known}`,
  );
}
