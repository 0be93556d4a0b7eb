import { addressOf } from "../../frame/route.ts";
import { region } from "../../live/site.ts";
import { placeName } from "../../parts/place-name.ts";

/** A site's name, leading to it; the region by its name alone: it has no page. */
export function Where({ site }: { readonly site: string }) {
  if (site === region) return <strong>{placeName(site)}</strong>;
  return <a href={addressOf({ page: "site", site })}>{placeName(site)}</a>;
}
