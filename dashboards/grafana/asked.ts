import type { AnnotationQuery, Dashboard, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { InfluxTarget, ResultFormat } from "./influx-query.ts";

/** One query of a board: whose it is, and how its answer is taken. */
export interface AskedQuery {
  /** Such as `panel 3 A`, `variable site`, `annotation Alarms`. */
  readonly of: string;
  readonly query: string;
  readonly format: ResultFormat | "values";
}

/** The panels of a board, those of folded rows too, without its rows. */
export function panelsOf(board: Dashboard): readonly Panel[] {
  return (board.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]));
}

/** Whether it is a row, whose own panels are those that are folded in it. */
export function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === "row";
}

/** The targets of a panel: every one is made by `InfluxQuery`, which the kit's type of what all data sources share cannot tell. */
export function targetsOf(panel: Panel): readonly InfluxTarget[] {
  return (panel.targets ?? []) as unknown as readonly InfluxTarget[];
}

/** What an annotation asks, and in which columns it finds its parts. */
export interface AnnotationTarget {
  readonly query: string;
  readonly textColumn: string;
  readonly tagsColumn: string;
  readonly timeEndColumn: string;
}

/** The target of an annotation: `annotationsOf` gives it columns, of which the kit's type knows nothing. */
export function annotationTarget(annotation: AnnotationQuery): AnnotationTarget {
  return annotation.target as unknown as AnnotationTarget;
}

/** Every query of a board: of its panels, its variables and its annotations. */
export function queriesOf(board: Dashboard): readonly AskedQuery[] {
  const panels = panelsOf(board).flatMap((panel) =>
    targetsOf(panel).map(({ refId, query, resultFormat }) => ({
      of: `panel ${panel.id} ${refId}`,
      query,
      format: resultFormat,
    })),
  );
  const variables = (board.templating.list ?? []).flatMap(({ type, name, query }) =>
    String(type) === "query" ? [{ of: `variable ${name}`, query: String(query), format: "values" as const }] : [],
  );
  const annotations = (board.annotations.list ?? []).map((annotation) => ({
    of: `annotation ${annotation.name}`,
    query: annotationTarget(annotation).query,
    format: "table" as const,
  }));
  return [...panels, ...variables, ...annotations];
}
