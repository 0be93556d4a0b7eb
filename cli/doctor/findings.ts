import { printable } from "../../core/unseen.ts";

/** One thing that was looked at: how it stands, and what to do where something is wrong. */
export interface Finding {
  readonly part: string;
  /** A note asks for a look some day; a fault keeps something from working, or will. */
  readonly grade: "fine" | "note" | "fault";
  readonly what: string;
  readonly fix?: string;
}

/** Something that is as it should be. */
export const fine = (part: string, what: string): Finding => ({ part, grade: "fine", what });

/** Something that will need somebody. */
export const note = (part: string, what: string, fix: string): Finding => ({ part, grade: "note", what, fix });

/** Something that is wrong. */
export const fault = (part: string, what: string, fix: string): Finding => ({ part, grade: "fault", what, fix });

const signs = { fine: "✓", note: "!", fault: "✕" } as const;

/** The findings as people read them: faults first, each with its remedy. */
export function inWords(findings: readonly Finding[]): string {
  const order = ["fault", "note", "fine"] as const;
  const sorted = order.flatMap((grade) => findings.filter((finding) => finding.grade === grade));
  return sorted
    .map(({ part, grade, what, fix }) => {
      const remedy = fix === undefined ? "" : `    ${printable(fix)}\n`;
      return `${signs[grade]} ${printable(`${part}: ${what}`)}\n${remedy}`;
    })
    .join("");
}
