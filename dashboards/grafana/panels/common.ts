import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import type {
  DataTransformerConfig,
  DynamicConfigValue,
  ValueMapping,
} from "@grafana/grafana-foundation-sdk/dashboard";

/** A legend below the plot; the kit for Grafana would leave it out. */
export function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
}

/** A tooltip that tells every series at the moment pointed at. */
export function multiTooltip(): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None);
}

/** One column of a table: the answer's name of it, what people read above it, and how its cells are shown. */
export interface Column {
  readonly from: string;
  readonly title: string;
  readonly show?: readonly DynamicConfigValue[];
}

/**
 * Puts the columns of a table in order and names them, and hides the rest. Grafana gives the tags of an answer in any order.
 * Source: grafana/grafana, influxql response parser.
 */
export function inColumns(columns: readonly Column[], hidden: readonly string[] = []): DataTransformerConfig {
  return {
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
      indexByName: Object.fromEntries(columns.map(({ from }, index) => [from, index])),
      renameByName: {},
    },
  };
}

/** A cell that shows shape and word in the state's colour. */
export function stateCell(mappings: readonly ValueMapping[]): DynamicConfigValue[] {
  return [
    { id: "mappings", value: mappings },
    { id: "custom.cellOptions", value: { type: "color-text" } },
    { id: "color", value: { mode: "thresholds" } },
  ];
}
