import type { DynamicConfigValue } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Kit } from "../kit.ts";
import { actuatorsKnown, type KnownVariable, variablesKnown } from "../known.ts";
import { plainUnits, unitOf } from "../units.ts";

/** What is read often is bridged for so long, ms: a plot's bucket may be longer than it is valid. */
const leastBridged = 60_000;

/**
 * Gives the series of known variables their unit, name and the age they may have. Series are called `site device/variable`, and
 * their limits by that and the limit's name: both need the unit, or they would stand on two axes.
 */
export function nameVariables({ sites }: Kit, builder: PanelBuilder, commons?: string): PanelBuilder {
  for (const variable of variablesKnown(sites, commons)) {
    const { site, device, path, unit } = variable;
    const shown = unitOf(unit);
    if (shown !== plainUnits.count)
      builder.overrideByRegexp(`/^${site} ${device}\\/${variable.variable}( |$)/`, [{ id: "unit", value: shown }]);
    const told = toldOf(variable);
    if (told.length > 0) builder.overrideByName(`${site} ${path}`, told);
  }
  return builder;
}

function toldOf({ site, name, maxAge }: KnownVariable): DynamicConfigValue[] {
  return [
    ...(name === undefined ? [] : [{ id: "displayName", value: `${name} (${site})` }]),
    ...(maxAge === undefined ? [] : [{ id: "custom.spanNulls", value: Math.max(leastBridged, maxAge) }]),
  ];
}

/** Gives the series of known actuators their unit and name. They are called `site actuator`. */
export function nameActuators({ sites }: Kit, builder: PanelBuilder): PanelBuilder {
  for (const { site, actuator, name, unit } of actuatorsKnown(sites)) {
    builder.overrideByName(`${site} ${actuator}`, [
      { id: "displayName", value: `${name} (${site})` },
      { id: "unit", value: unitOf(unit) },
    ]);
  }
  return builder;
}
