/** One series of an answer, as InfluxQL gives it. */
export interface AnsweredSeries {
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | boolean | null)[])[];
}

/** Reads the series of an answer of our own asking. */
export function readSeries(answer: Uint8Array): readonly AnsweredSeries[] {
  return JSON.parse(new TextDecoder().decode(answer)) as readonly AnsweredSeries[];
}

/** A text as InfluxQL writes it between single quotes. */
export function literal(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&").replaceAll("\n", "\\n")}'`;
}
