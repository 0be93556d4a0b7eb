import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { asSent } from "../../../dashboards/grafana/macros.ts";
import type { Ask } from "./page.ts";
import type { Window } from "./place.ts";

/**
 * What the variables of a board stand for when it is opened: each is asked of the store with what those before it stand for, and
 * is everything where all may be chosen, the first where not. Source: grafana/scenes, MultiValueVariable, getDefaultMultiState.
 */
export async function choicesOf(
  { templating }: Dashboard,
  window: Window,
  ask: Ask,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const choices: Record<string, readonly string[]> = {};
  for (const { type, name, query, includeAll } of templating.list ?? []) {
    const text = String(query ?? "");
    if (type === "custom") choices[name] = text.split(",");
    if (type !== "query") continue;
    const sent = asSent(text, { ...window, interval: 60_000, variables: choices });
    const [{ series = [] } = {}] = await ask(sent, window.to);
    const values = (series[0]?.values ?? []).map(([, value]) => String(value)).sort();
    choices[name] = includeAll === true ? values : values.slice(0, 1);
  }
  return choices;
}
