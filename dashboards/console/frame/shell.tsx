import { useState } from "preact/hooks";
import { serverGone, serverSilence, siteList, worldNow } from "../live/state.ts";
import { Alarms } from "../pages/alarms/alarms.tsx";
import { Explain } from "../pages/explain/explain.tsx";
import { Overview } from "../pages/overview/overview.tsx";
import { Pipeline } from "../pages/pipeline/pipeline.tsx";
import { SitePage } from "../pages/site/site.tsx";
import { Trends } from "../pages/trends/trends.tsx";
import { date, time, wholeAge } from "../texts/words.ts";
import { Banners } from "./banners.tsx";
import { useShortcuts } from "./keys.ts";
import { Navigation } from "./nav.tsx";
import type { Place } from "./route.ts";
import { onWall, place } from "./router.ts";
import { Settings } from "./settings.tsx";
import { t } from "./texts.ts";
import { toggleWall } from "./wall.ts";

/** The console: what is around every page, and the page the address asks for. */
export function Shell() {
  const [asking, setAsking] = useState(false);
  useShortcuts(() => setAsking(true));
  return (
    <div class={`shell ${onWall.value ? "wall" : ""}`}>
      <a class="skip" href="#page">
        {t("skip")}
      </a>
      <header class="top">
        <a class="brand" href="/overview">
          {t("title")}
        </a>
        {onWall.value ? null : <Navigation />}
        <Clock />
        {onWall.value ? (
          <button type="button" class="small" onClick={toggleWall}>
            {t("leaveWall")}
          </button>
        ) : (
          <button type="button" class="round" aria-label={t("settings")} onClick={() => setAsking(true)}>
            ?
          </button>
        )}
      </header>
      <Banners />
      <main id="page" tabIndex={-1} class={serverGone.value ? "old" : ""}>
        {siteList.value.length === 0 ? <p>{t("waiting")}</p> : null}
        <Page at={place.value} />
      </main>
      {asking ? <Settings onClose={() => setAsking(false)} /> : null}
    </div>
  );
}

/** World time, which a replay or a faster world has of its own, and how long ago the server was heard. */
function Clock() {
  const now = worldNow.value;
  if (now === 0) return null;
  return (
    <p class="clock" title={t("worldTime")}>
      <time dateTime={new Date(now).toISOString()}>
        <span class="day">{date(now)} </span>
        {time(now)}
      </time>
      {onWall.value ? <small>{t("heard", { age: wholeAge(serverSilence.value) })}</small> : null}
    </p>
  );
}

function Page({ at }: { readonly at: Place }) {
  switch (at.page) {
    case "overview":
      return <Overview />;
    case "site":
      return <SitePage asked={at.site} />;
    case "alarms":
      return <Alarms />;
    case "trends":
      return <Trends at={at} />;
    case "explain":
      return <Explain key={`${at.subject} ${at.site} ${at.at}`} at={at} />;
    case "pipeline":
      return <Pipeline />;
    case "unknown":
      return <Lost />;
  }
}

function Lost() {
  return (
    <>
      <h1>{t("page.unknown")}</h1>
      <p>
        {t("unknownHelp")} <a href="/overview">{t("toOverview")}</a>
      </p>
    </>
  );
}
