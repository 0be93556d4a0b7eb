import { isSilent } from "../../live/ages.ts";
import { alarmRows, concerns, onceEach } from "../../live/alarms.ts";
import { happenings } from "../../live/happenings.ts";
import { mayAct } from "../../live/me.ts";
import { region, type Site, titleOf } from "../../live/site.ts";
import { isUnheard, silenceOf, siteList, sites } from "../../live/state.ts";
import { AlarmList } from "../../parts/alarm-list.tsx";
import { Happenings } from "../../parts/happenings.tsx";
import { t as parts } from "../../parts/texts.ts";
import { wholeAge } from "../../texts/words.ts";
import { Faults } from "./faults.tsx";
import { Locks } from "./locks.tsx";
import { Ranged } from "./ranged.tsx";
import { SchematicView } from "./schematic.tsx";
import { SiteChoice } from "./site-choice.tsx";
import { t } from "./texts.ts";
import { Values } from "./values.tsx";
import "./site.css";

const mostHappenings = 30;

/** One site: what needs attention first, then what it keeps, what it does, and what happened. */
export function SitePage({ asked }: { readonly asked: string }) {
  const site = sites.value[asked];
  return (
    <>
      <SiteChoice chosen={asked} />
      {site === undefined || asked === region ? <Unknown asked={asked} /> : <SitePanel key={site.site} site={site} />}
    </>
  );
}

function Unknown({ asked }: { readonly asked: string }) {
  return (
    <>
      <h1>{asked}</h1>
      {siteList.value.length === 0 ? null : <p>{t("unknownSite", { site: asked })}</p>}
    </>
  );
}

function SitePanel({ site }: { readonly site: Site }) {
  const silent = isSilent(site.online, silenceOf(site));
  const standing = onceEach(alarmRows(Object.values(sites.value)).filter((row) => concerns(row, site.site)));
  const entries = happenings.value.filter(({ site: at, event }) => {
    return at === site.site || (at === region && event.kind === "alarm" && event.device === site.site);
  });
  return (
    <div class={silent ? "wide-page old" : "wide-page"}>
      <h1>
        {titleOf(site)} <small class="whole">{parts("heard", { age: wholeAge(silenceOf(site)) })}</small>
      </h1>
      <Place site={site} />
      <Troubles site={site} silent={silent} />
      <section aria-labelledby="site-alarms">
        <h2 id="site-alarms">{t("alarms")}</h2>
        <AlarmList standing={standing} isKnown={!isUnheard(site)} />
      </section>
      <div class="columns">
        <SchematicView site={site} />
        <div>
          <AgreedRanges site={site} />
          <Locks site={site} />
        </div>
      </div>
      <Values site={site} />
      {mayAct.value ? <Faults site={site} /> : null}
      <Happenings entries={entries.slice(0, mostHappenings)} here={site.site} />
    </div>
  );
}

function AgreedRanges({ site }: { readonly site: Site }) {
  const paths = Object.keys(site.ranges).sort();
  if (paths.length === 0) return null;
  return (
    <section aria-labelledby="site-ranges">
      <h2 id="site-ranges">{t("ranges")}</h2>
      <div class="cards wide">
        {paths.map((path) => (
          <Ranged key={path} site={site} path={path} />
        ))}
      </div>
    </section>
  );
}

function Troubles({ site, silent }: { readonly site: Site; readonly silent: boolean }) {
  return (
    <>
      {silent ? (
        <p role="alert" class="banner">
          <span aria-hidden="true">◌</span> {t("siteSilent", { site: site.site, age: wholeAge(silenceOf(site)) })}
        </p>
      ) : null}
      {site.trouble === null ? null : (
        <p role="alert" class="banner">
          <span aria-hidden="true">✕</span> {t("spoolFails", { site: site.site, trouble: site.trouble })}
        </p>
      )}
    </>
  );
}

/** What the site's file says of the site itself. */
function Place({ site }: { readonly site: Site }) {
  const place = site.definition?.place;
  if (place === undefined) return null;
  const { codes = {}, drainsTo, position } = place;
  const words = [
    site.site,
    ...Object.entries(codes).map(([system, code]) => `${system} ${code}`),
    ...(drainsTo === undefined ? [] : [t("drainsTo", { area: drainsTo })]),
    ...(position === undefined ? [] : [`${position.crs} ${position.x}, ${position.y}`]),
  ];
  return (
    <p class="faint place">
      {words.map((word, index) => (
        <span key={word}>{index === words.length - 1 ? word : `${word} · `}</span>
      ))}
    </p>
  );
}
