import { type FieldType, measurements } from "../../measurements.ts";
import { columnNames, type EventRow } from "../event-rows.ts";
import { pointPrefix, stringField, utf8 } from "./escape.ts";
import type { LineBuffer } from "./line-buffer.ts";

/** Writes one event row as a line; a row without any field is no point and writes nothing. */
export function writeEventLine(row: EventRow, origin: number, into: LineBuffer): void {
  const { tags, fields } = columnNames(row.measurement);
  const types: Readonly<Record<string, FieldType>> = measurements[row.measurement].fields;
  const written = fields.flatMap((name, index) => {
    const value = row.fields[index] ?? null;
    return value === null ? [] : [`${name}=${fieldText(value, types[name])}`];
  });
  if (written.length === 0) return;
  const prefix = pointPrefix(row.measurement, Object.fromEntries(tags.map((name, at) => [name, row.tags[at] ?? ""])));
  const line = utf8(`${prefix}${written.join(",")} ${row.time}`);
  into.reserve(line.length + 1);
  into.copy(line);
  into.endLine(origin);
}

/** A field's value in its type's spelling; line protocol has none for numbers that are not finite, and null stands for them. */
function fieldText(value: string | number | boolean, type: FieldType | undefined): string {
  if (typeof value === "string") return stringField(value);
  return type === "integer" ? `${value}i` : String(value);
}
