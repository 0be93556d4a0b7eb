import { LineInterpolation, VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { type DynamicConfigValue, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { filled } from "../filled.ts";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { colours } from "../palette.ts";

/** The columns of `range`, as they are called in a plot. */
const names = {
  viable_low: { en: "viable, lowest", nl: "leefbaar, laagste" },
  healthy_low: { en: "healthy, lowest", nl: "gezond, laagste" },
  healthy_high: { en: "healthy, highest", nl: "gezond, hoogste" },
  viable_high: { en: "viable, highest", nl: "leefbaar, hoogste" },
  target: { en: "target", nl: "streefwaarde" },
} as const satisfies Record<string, Text>;

/** The limits as they were in force in each bucket, as written after SELECT. */
export function limitColumns({ say }: Kit): string {
  return Object.entries(names)
    .map(([column, name]) => `last("${column}") AS "${say(name)}"`)
    .join(", ");
}

const dashes: Readonly<Record<keyof typeof names, readonly [color: string, dash: readonly number[]]>> = {
  viable_low: [colours.vermillion, [20, 8]],
  healthy_low: [colours.green, [8, 6]],
  healthy_high: [colours.green, [8, 6]],
  viable_high: [colours.vermillion, [20, 8]],
  target: [colours.grey, [2, 6]],
};

/**
 * Limits by their dashes as well as their colours: viable long, healthy short, target dotted. Their series end in their names;
 * the legend has no room for more than the site beside it.
 */
export function drawLimits(builder: PanelBuilder, { say }: Kit): PanelBuilder {
  for (const column of Object.keys(dashes) as (keyof typeof names)[]) {
    const name = say(names[column]);
    builder.overrideByRegexp(`/ ${name}$/`, [
      { id: "displayName", value: `${filled("__field.labels.site")} ${name}` },
      ...dashed(...dashes[column]),
    ]);
  }
  return builder;
}

function dashed(color: string, dash: readonly number[]): DynamicConfigValue[] {
  return [
    { id: "color", value: { mode: FieldColorModeId.Fixed, fixedColor: color } },
    { id: "custom.lineWidth", value: 1 },
    { id: "custom.lineStyle", value: { fill: "dash", dash } },
    { id: "custom.lineInterpolation", value: LineInterpolation.StepAfter },
    { id: "custom.showPoints", value: VisibilityMode.Never },
    { id: "links", value: [] },
  ];
}
