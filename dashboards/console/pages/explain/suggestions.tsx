import { addressOf } from "../../frame/route.ts";
import { alarmRows } from "../../live/alarms.ts";
import { titleOf } from "../../live/site.ts";
import { siteList } from "../../live/state.ts";
import { t } from "./texts.ts";

/** What somebody may want to have explained: the alarms that stand and the actuators, of each site. */
export function Suggestions() {
  return (
    <section aria-labelledby="suggestions">
      <h2 id="suggestions">{t("suggestions")}</h2>
      <div class="cards">
        {siteList.value.map((site) => (
          <article key={site.site} class="card">
            <h3>{titleOf(site)}</h3>
            <ul class="subjects">
              {alarmRows([site]).map(({ alarm }) => (
                <Subject key={alarm.key} site={site.site} subject={alarm.key} name={alarm.key} />
              ))}
              {(site.definition?.actuators ?? []).map(({ actuator, name }) => (
                <Subject key={actuator} site={site.site} subject={actuator} name={name} />
              ))}
            </ul>
          </article>
        ))}
      </div>
    </section>
  );
}

function Subject({ site, subject, name }: { readonly site: string; readonly subject: string; readonly name: string }) {
  return (
    <li>
      <a href={addressOf({ page: "explain", subject, site })}>{name}</a>
    </li>
  );
}
