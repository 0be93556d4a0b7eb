import { region, titleOf } from "../live/site.ts";
import { sites } from "../live/state.ts";
import { t } from "./texts.ts";

/** What people call a site; the region by its word alone. */
export function placeName(site: string): string {
  const known = sites.value[site];
  if (site === region) return t("regional");
  return known === undefined ? site : titleOf(known);
}
