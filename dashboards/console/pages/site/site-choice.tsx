import { addressOf } from "../../frame/route.ts";
import { go } from "../../frame/router.ts";
import { isSilent } from "../../live/ages.ts";
import { type Site, titleOf } from "../../live/site.ts";
import { silenceOf, siteList } from "../../live/state.ts";
import { t as parts } from "../../parts/texts.ts";
import { t } from "./texts.ts";

/** So many sites have a link each; more are chosen from a list. */
const mostLinks = 12;

/** The way to the other sites, where there are several; each says how many of its alarms stand and whether it is silent. */
export function SiteChoice({ chosen }: { readonly chosen: string }) {
  if (siteList.value.length < 2) return null;
  if (siteList.value.length > mostLinks) return <Choice chosen={chosen} />;
  return (
    <nav class="sites" aria-label={t("sites")}>
      {siteList.value.map((site) => (
        <a
          key={site.site}
          href={addressOf({ page: "site", site: site.site })}
          aria-current={site.site === chosen ? "page" : undefined}
        >
          {titleOf(site)} <Trouble site={site} />
        </a>
      ))}
    </nav>
  );
}

function Choice({ chosen }: { readonly chosen: string }) {
  return (
    <p class="site-choice">
      <label>
        {t("chooseSite")}{" "}
        <select value={chosen} onChange={(event) => go({ page: "site", site: event.currentTarget.value })}>
          {siteList.value.map((site) => (
            <option key={site.site} value={site.site}>
              {titleOf(site)}
            </option>
          ))}
        </select>
      </label>
      <a href={addressOf({ page: "overview" })}>{t("allSites")}</a>
    </p>
  );
}

function Trouble({ site }: { readonly site: Site }) {
  if (isSilent(site.online, silenceOf(site))) return <small>{parts("silent")}</small>;
  const open = site.alarms.filter(({ shelved }) => shelved === undefined).length;
  return open === 0 ? null : <small>{t("alarmCount", { count: String(open) })}</small>;
}
