import { render } from "preact";
import { Alarms } from "./alarms.tsx";
import { Events } from "./events.tsx";
import { SitePanel } from "./site.tsx";
import { brokerConnected, connect, loggedOut, serverSilence, silenceLimit, sites } from "./state.ts";
import { shortAge } from "./texts.ts";
import { t } from "./words.tsx";

/** The whole console: what needs attention first, then each site, then what happened. */
function Console() {
  const list = Object.values(sites.value).filter(({ site }) => site !== "-");
  return (
    <>
      <header>
        <h1>{t("title")}</h1>
      </header>
      <Connection />
      <main class={serverSilence.value > silenceLimit ? "old" : ""}>
        <Alarms />
        {list.length === 0 ? <p>{t("waiting")}</p> : list.map((site) => <SitePanel key={site.site} site={site} />)}
        <Events />
      </main>
    </>
  );
}

/** Says so when what is shown may be old. */
function Connection() {
  const silent = serverSilence.value;
  if (loggedOut.value)
    return (
      <p role="alert" class="banner">
        {t("loggedOut")}
      </p>
    );
  if (silent > silenceLimit)
    return (
      <p role="alert" class="banner">
        {t("disconnected", { age: shortAge(silent) })}
      </p>
    );
  if (!brokerConnected.value)
    return (
      <p role="alert" class="banner">
        {t("brokerAway", { age: shortAge(silent) })}
      </p>
    );
  return null;
}

connect();
const place = document.getElementById("app");
if (place !== null) render(<Console />, place);
