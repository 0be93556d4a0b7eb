import { actuatorOf, described, type Site } from "../../live/site.ts";
import { number, unitText } from "../../texts/words.ts";
import { t } from "./texts.ts";

/** A layer in the reader's words; one this page does not know keeps its own. */
export function layerWords(layer: string): string {
  const key = `layer.${layer}`;
  return t.has(key) ? t(key) : layer;
}

/** What held something back: a rule in words, or a layer with its claimant. */
export function byWords(by: string): string {
  const rule = `rule.${by}`;
  if (t.has(rule)) return t(rule);
  const [layer = "", ...claimant] = by.split(" ");
  return [layerWords(layer), ...claimant].join(" ");
}

/** An order as its actuator understands it. */
export function orderWords(value: number | null, id: string, site: Site | undefined): string {
  const actuator = actuatorOf(site, id);
  if (value === null) return t("noOrder");
  if (actuator?.setpoint !== undefined) return `${number(value)} ${actuator.setpoint.unit}`;
  if (value === 0) return t("stop");
  return actuator?.speed === false ? t("on") : t("runAt", { value: `${number(value)} %` });
}

/** A value with its unit; a contact in words. */
export function valueWords(value: number | null, path: string, site: Site | undefined): string {
  const { unit } = described(site, path);
  if (value === null) return t("unknown");
  if (unit === "bool") return value === 0 ? t("no") : t("yes");
  return `${number(value)} ${unitText(unit)}`.trim();
}
