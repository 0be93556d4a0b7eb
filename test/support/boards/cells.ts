import type { DataTransformerConfig, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { shownOf, written } from "./fields.ts";
import type { Cell, Series, Table } from "./frames.ts";
import { escapeHtml, type Window } from "./place.ts";

/** A panel of type stat: the latest value of each series, or what the panel says where there is none. */
export function statHtml(panel: Panel, all: readonly Series[], { to }: Window): string {
  const named = (panel.options as { textMode?: string }).textMode === "value_and_name";
  if (all.length === 0)
    return `<div class="none">${escapeHtml(panel.fieldConfig?.defaults.noValue ?? "No data")}</div>`;
  const values = all.map((series) => {
    const { text, color = "#222" } = written(
      series.values.findLast((value) => value !== null) ?? null,
      shownOf(panel, series.name, series.refId),
      to,
    );
    return `<div class="stat" style="color:${color}">${named ? `<small>${escapeHtml(series.name)}</small> ` : ""}${escapeHtml(text)}</div>`;
  });
  return values.join("");
}

/** A panel of type table, after its transformations. */
export function tableHtml(panel: Panel, table: Table, { to }: Window): string {
  const { columns, rows } = (panel.transformations ?? []).reduce(transformed, table);
  if (rows.length === 0)
    return `<div class="none">${escapeHtml(panel.fieldConfig?.defaults.noValue ?? "No data")}</div>`;
  const shown = columns.map((column) => shownOf(panel, column, "A"));
  const head = columns.map((column, at) => `<th>${escapeHtml(shown[at]?.displayName ?? column)}</th>`).join("");
  const [sort] = (panel.options as { sortBy?: { displayName: string; desc: boolean }[] }).sortBy ?? [];
  const by = shown.findIndex(({ displayName }) => displayName === sort?.displayName);
  const sorted =
    by < 0 ? rows : rows.toSorted((a, b) => (sort?.desc ? -1 : 1) * compared(a[by] ?? null, b[by] ?? null));
  const body = sorted.slice(0, 40).map((row) => {
    const cells = row.map((value, at) => {
      const { text, color } = written(value, shown[at] ?? { mappings: [], custom: {} }, to);
      return `<td style="color:${color ?? "#222"}">${escapeHtml(text)}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table><tr>${head}</tr>${body.join("")}</table>`;
}

function compared(a: Cell, b: Cell): number {
  if (a === b) return 0;
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

function transformed(table: Table, { id, options }: DataTransformerConfig): Table {
  if (id === "filterByValue") {
    const [filter] = (options as { filters: { fieldName: string; config: { options: { value: Cell } } }[] }).filters;
    const at = table.columns.indexOf(filter?.fieldName ?? "");
    return { ...table, rows: table.rows.filter((row) => row[at] !== filter?.config.options.value) };
  }
  if (id !== "organize") throw new Error(`the transformation ${id} is not drawn`);
  const { excludeByName, indexByName } = options as {
    excludeByName: Record<string, boolean>;
    indexByName: Record<string, number>;
  };
  const kept = table.columns
    .map((column, at) => ({ column, at, order: indexByName[column] ?? 1_000 }))
    .filter(({ column }) => !excludeByName[column])
    .sort((a, b) => a.order - b.order);
  return {
    columns: kept.map(({ column }) => column),
    rows: table.rows.map((row) => kept.map(({ at }) => row[at] ?? null)),
  };
}
