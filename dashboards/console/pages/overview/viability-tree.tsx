import { addressOf } from "../../frame/route.ts";
import { titleOf } from "../../live/site.ts";
import { number } from "../../texts/words.ts";
import { type Arrangement, arrange } from "./arrangement.ts";
import { counted } from "./counted.ts";
import { isCalm } from "./needs.ts";
import { ShareBar } from "./share-bar.tsx";
import { SiteTile } from "./site-tile.tsx";
import { standing } from "./standing.ts";
import { t } from "./texts.ts";
import type { SiteBranch } from "./viability.ts";

/** How far the agreed ranges are kept: the region, under it its sites, under each its commons. */
export function ViabilityTree() {
  const { viability, needs, regional } = standing.value;
  if (viability.sites.length === 0) return null;
  const calm = ({ site, outside, unknown }: SiteBranch) => outside + unknown === 0 && isCalm(site, needs, regional);
  const arrangement = arrange(viability.sites, calm);
  return (
    <section aria-labelledby="overview-viability">
      <h2 id="overview-viability">{t("viability")}</h2>
      <div class="card region">
        <p>
          <strong>{t("region")}</strong> <small>{counted("siteCount", viability.sites.length)}</small>
        </p>
        {viability.variables === 0 ? <p class="faint">{t("noRange")}</p> : <ShareBar share={viability} />}
      </div>
      <ul class="cards tiles branches">
        {arrangement.shown.map((branch) => (
          <SiteTile key={branch.site.site} branch={branch} />
        ))}
      </ul>
      <Folded {...arrangement} />
    </section>
  );
}

function Folded({ more, calm }: Arrangement) {
  return (
    <>
      {more.length === 0 ? null : (
        <details class="branches">
          <summary>{counted("moreSites", more.length)}</summary>
          <Names branches={more} />
        </details>
      )}
      {calm.length === 0 ? null : (
        <details class="branches">
          <summary>✓ {counted("calmSites", calm.length)}</summary>
          <Names branches={calm} />
        </details>
      )}
    </>
  );
}

function Names({ branches }: { readonly branches: readonly SiteBranch[] }) {
  return (
    <ul class="names">
      {branches.map(({ site, variables, outside, unknown }) => (
        <li key={site.site}>
          <a href={addressOf({ page: "site", site: site.site })}>{titleOf(site)}</a>
          {outside > 0 ? <small class="bad"> ✕ {number(outside)}</small> : null}
          {unknown > 0 ? <small> ◌ {number(unknown)}</small> : null}
          {outside + unknown === 0 ? <small> {number(variables)}</small> : null}
        </li>
      ))}
    </ul>
  );
}
