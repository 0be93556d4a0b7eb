import { addressOf } from "../../frame/route.ts";
import { region, titleOf } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { t as parts } from "../../parts/texts.ts";

/** A site's name, leading to it; the region by its name alone. */
export function Where({ site }: { readonly site: string }) {
  const known = sites.value[site];
  if (site === region) return <strong>{parts("regional")}</strong>;
  return <a href={addressOf({ page: "site", site })}>{known === undefined ? site : titleOf(known)}</a>;
}
