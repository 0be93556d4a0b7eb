/** One object of a telegram: its OBIS code and the texts in its parentheses. */
export interface P1Object {
  /** `A-B:C.D.E`, as printed. */
  readonly code: string;
  readonly values: readonly string[];
}

/** A telegram taken apart. What it means is not looked at here. */
export interface Telegram {
  /** What follows the `/`. */
  readonly header: string;
  readonly objects: readonly P1Object[];
  /** Lines that are no object; allowed only where a checksum vouches for them. */
  readonly strange: number;
}

const objectLine = /^(\d+-\d+:\d+\.\d+\.\d+)((?:\([^()]*\))+)$/;
const moreValues = /^(?:\([^()]*\))+$/;

/**
 * Takes a telegram apart that runs from `/` to `!`. Order and number of lines are free; the blank line after the header may be
 * missing; in DSMR 2.2 and 3.0 a line that begins with `(` goes on with the object before.
 * Source: DSMR P1 companion standard 5.0.2, 6.12; 3.0 (the value of a gas meter on a line of its own).
 */
export function readTelegram(text: string): Telegram {
  const [header = "", ...lines] = text.split(/\r?\n/);
  const objects: { readonly code: string; readonly values: string[] }[] = [];
  let strange = 0;
  for (const line of lines) {
    if (line === "" || line === "!") continue;
    const [, code, values] = objectLine.exec(line) ?? [];
    const before = objects.at(-1);
    if (code !== undefined && values !== undefined) objects.push({ code, values: valuesIn(values) });
    else if (moreValues.test(line) && before !== undefined) before.values.push(...valuesIn(line));
    else strange += 1;
  }
  return { header: header.slice(1), objects, strange };
}

const valuesIn = (text: string): string[] => text.slice(1, -1).split(")(");

/** A number with its unit: `(00.111*kW)`. `unit` is "" where none is printed. */
export interface Amount {
  readonly value: number;
  readonly unit: string;
}

/** The number in a value; undefined when it is none. */
export function amountIn(text: string | undefined): Amount | undefined {
  const [, digits, unit = ""] = /^(-?\d+(?:\.\d+)?)(?:\*(\S+))?$/.exec(text ?? "") ?? [];
  return digits === undefined ? undefined : { value: Number(digits), unit };
}

/** A meter's id as people know it: meters print its characters in hexadecimal; what is no such text stays as it is. */
export function idText(printed: string): string {
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(printed)) return printed;
  const codes = (printed.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return codes.every((code) => code >= 0x20 && code < 0x7f) ? String.fromCharCode(...codes) : printed;
}
