import type { ComponentChildren } from "preact";
import { useAsked } from "../../api.ts";
import { addressOf } from "../../frame/route.ts";
import { actuatorName } from "../../live/site.ts";
import { serverGone, sites } from "../../live/state.ts";
import { Countdown } from "../../parts/countdown.tsx";
import { number, time } from "../../texts/words.ts";
import { AlarmLine } from "./alarm-line.tsx";
import { booksNeeds, type SiteBooks } from "./books-needs.ts";
import { counted } from "./counted.ts";
import { countOf, type Needs } from "./needs.ts";
import { standing } from "./standing.ts";
import { t } from "./texts.ts";
import { Where } from "./where.tsx";

const mostLines = 10;
const booksEvery = 60_000;

/** What needs a person now, alarms first; nothing else stands here, so that an empty list is good news. */
export function NeedsNow() {
  const { needs, viability } = standing.value;
  const books = useAsked<readonly SiteBooks[]>("/api/v1/books", booksEvery);
  const open = books?.ok === true ? booksNeeds(books.value) : [];
  const known = viability.sites.length > 0 && !serverGone.value;
  return (
    <section aria-labelledby="overview-needs">
      <h2 id="overview-needs">{t("needs")}</h2>
      {countOf(needs) + open.length + viability.outside > 0 ? (
        <ul class="needs">
          <Alarms needs={needs} />
          {viability.outside === 0 ? null : (
            <li class="need">
              <span class="bad">
                <span aria-hidden="true">✕</span> {counted("outsideNow", viability.outside)}
              </span>
            </li>
          )}
          <Silent needs={needs} />
          <Ending needs={needs} />
          {needs.locks.map(({ site, lock }) => (
            <Line key={`${site} ${lock.lock}`} shape="▣" site={site}>
              {t("lockOn", { lock: lock.lock, by: lock.by, reason: lock.reason, time: time(lock.since) })}
            </Line>
          ))}
          {open.map(({ site, unexplained }) => (
            <Line key={site} shape="✕" site={site}>
              <a href={addressOf({ page: "pipeline" })}>{counted("unexplained", unexplained)}</a>
            </Line>
          ))}
        </ul>
      ) : (
        <p class="calm nothing">{known ? `✓ ${t("nothing")}` : `? ${t("needsUnknown")}`}</p>
      )}
      {books?.ok === false ? <p class="faint">{t("booksUnknown")}</p> : null}
    </section>
  );
}

function Alarms({ needs: { alarms } }: { readonly needs: Needs }) {
  const more = alarms.slice(mostLines).reduce((sum, need) => sum + 1 + need.more, 0);
  return (
    <>
      {alarms.slice(0, mostLines).map((need) => (
        <AlarmLine key={`${need.first.site} ${need.first.alarm.key} ${need.first.alarm.onset}`} need={need} />
      ))}
      {more === 0 ? null : (
        <li class="need">
          <a href={addressOf({ page: "alarms" })}>{counted("moreAlarms", more)}</a>
        </li>
      )}
    </>
  );
}

/** Sites that are silent: each in a line while they are few, in one line when it is the network. */
function Silent({ needs: { silent } }: { readonly needs: Needs }) {
  if (silent.length <= 3) {
    return (
      <>
        {silent.map((site) => (
          <Line key={site} shape="◌" site={site}>
            {t("silent")}
          </Line>
        ))}
      </>
    );
  }
  return (
    <li class="need">
      <details>
        <summary>◌ {t("silentSites", { count: number(silent.length) })}</summary>
        <ul class="names">
          {silent.map((site) => (
            <li key={site}>
              <Where site={site} />
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** What people have ordered or hidden, and what soon ends. */
function Ending({ needs: { overrides, shelves } }: { readonly needs: Needs }) {
  return (
    <>
      {overrides.map(({ site, actuator, override }) => (
        <Line key={`${site} ${actuator}`} shape="◆" site={site}>
          {t("overrideEnds", { by: override.by, reason: override.reason, actuator: nameAt(site, actuator) })}{" "}
          <Countdown until={override.until} />
        </Line>
      ))}
      {shelves.map(({ site, alarm, until }) => (
        <Line key={`${site} ${alarm.key}`} shape="◇" site={site}>
          <a href={addressOf({ page: "alarms" })}>{alarm.key}</a> {t("shelfEnds")} <Countdown until={until} />
        </Line>
      ))}
    </>
  );
}

function nameAt(site: string, actuator: string): string {
  const known = sites.value[site];
  return known === undefined ? actuator : actuatorName(known, actuator);
}

interface LineProps {
  readonly shape: string;
  readonly site: string;
  readonly children: ComponentChildren;
}

function Line({ shape, site, children }: LineProps) {
  return (
    <li class="need">
      <span aria-hidden="true">{shape}</span> <Where site={site} /> · {children}
    </li>
  );
}
