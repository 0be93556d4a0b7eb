import { me } from "../live/me.ts";
import { region, titleOf } from "../live/site.ts";
import { sites } from "../live/state.ts";
import { t } from "./texts.ts";

/** What people call a site; the region by the word for it and its id, once that is known. */
export function placeName(site: string): string {
  if (site === region) return `${t("regional")} ${me.value?.region ?? ""}`.trim();
  const known = sites.value[site];
  return known === undefined ? site : titleOf(known);
}
