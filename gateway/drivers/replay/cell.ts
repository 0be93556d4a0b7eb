/** How a recorded file writes its numbers, and what it writes where there is none. */
export interface CellSpelling {
  readonly decimal: "." | ",";
  /** Numbers count however they are written (-200, -200.0), words as they are. */
  readonly noData: readonly (number | string)[];
}

/** A number, null where there is no value, undefined for anything else. */
export type ReadCell = (text: string) => number | null | undefined;

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const withComma = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** A reader for the cells of a file. A blank is no value. */
export function cellReader({ decimal, noData }: CellSpelling): ReadCell {
  const pattern = decimal === "," ? withComma : plain;
  const words = new Set(noData.filter((code) => typeof code === "string"));
  const numbers = new Set(noData.filter((code) => typeof code === "number"));
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === "" || words.has(trimmed)) return null;
    if (!pattern.test(trimmed)) return undefined;
    const value = Number(decimal === "," ? trimmed.replace(",", ".") : trimmed);
    if (!Number.isFinite(value)) return undefined;
    return numbers.has(value) ? null : value;
  };
}
