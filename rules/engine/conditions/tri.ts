/** A truth value with three states: 0 false, 1 true, 2 unknown (an input is bad). */
export type Tri = 0 | 1 | 2;

/** Not: unknown stays unknown. */
export const not = (a: Tri): Tri => (a === 2 ? 2 : a === 1 ? 0 : 1);

/** And: one false decides, whatever the other is. */
export const and = (a: Tri, b: Tri): Tri => (a === 0 || b === 0 ? 0 : a === 1 && b === 1 ? 1 : 2);

/** Or: one true decides, whatever the other is. */
export const or = (a: Tri, b: Tri): Tri => (a === 1 || b === 1 ? 1 : a === 0 && b === 0 ? 0 : 2);

/** What whoever uses a condition makes of "unknown". */
export type WhenUnknown = "act" | "ignore" | "hold";

/** A condition with its unknown resolved; `hold` keeps what was. */
export function resolve(value: Tri, whenUnknown: WhenUnknown, before: boolean): boolean {
  if (value !== 2) return value === 1;
  return whenUnknown === "hold" ? before : whenUnknown === "act";
}
