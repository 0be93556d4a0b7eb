/** One chart: variables that are measured in the same unit share its axis. */
export interface Panel<V> {
  readonly unit: string;
  readonly variables: readonly V[];
}

/** Variables by their unit, in the order in which they were chosen. */
export function panelsOf<V extends { readonly unit: string }>(variables: readonly V[]): readonly Panel<V>[] {
  const panels = new Map<string, V[]>();
  for (const variable of variables) panels.set(variable.unit, [...(panels.get(variable.unit) ?? []), variable]);
  return [...panels].map(([unit, members]) => ({ unit, variables: members }));
}

/** How a line is dashed, so that it is known without its colour; the first is whole. */
const dashes: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [14, 5], [5, 3, 1, 3, 1, 3]];

/** How the line at a place of a panel is dashed, and how thick it is. */
export function lineAt(index: number): { readonly dash: readonly number[]; readonly width: number } {
  return { dash: dashes[index % dashes.length] ?? [], width: index < dashes.length ? 2 : 3.5 };
}
