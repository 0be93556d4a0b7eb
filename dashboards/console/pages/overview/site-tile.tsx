import { addressOf } from "../../frame/route.ts";
import { isSilent } from "../../live/ages.ts";
import { alarmRows } from "../../live/alarms.ts";
import { described, type Site, titleOf } from "../../live/site.ts";
import { isUnheard, silenceOf } from "../../live/state.ts";
import { NoAlarms, PriorityMark } from "../../parts/alarm-state.tsx";
import { Margin } from "../../parts/margin.tsx";
import { t as parts } from "../../parts/texts.ts";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { number, wholeAge } from "../../texts/words.ts";
import { ShareBar } from "./share-bar.tsx";
import { t } from "./texts.ts";
import type { CommonsBranch, Room, SiteBranch } from "./viability.ts";

/** One site at one look: whether it is heard, its alarms, and of each commons how far it keeps what was agreed. */
export function SiteTile({ branch }: { readonly branch: SiteBranch }) {
  const { site, commons } = branch;
  const silent = isSilent(site.online, silenceOf(site));
  return (
    <li class={`card ${silent ? "old" : ""}`}>
      <h3>
        <a href={addressOf({ page: "site", site: site.site })}>{titleOf(site)}</a>
      </h3>
      <p class="faint">
        <span aria-hidden="true">{silent ? "◌" : "●"}</span>{" "}
        {parts(silent ? "silent" : "heard", { age: wholeAge(silenceOf(site)) })}
      </p>
      <Standing site={site} />
      {commons.length === 0 ? <p class="faint">{t("noRange")}</p> : null}
      <ul class="commons">
        {commons.map((one) => (
          <Commons key={one.commons} site={site} branch={one} />
        ))}
      </ul>
    </li>
  );
}

function Standing({ site }: { readonly site: Site }) {
  const rows = alarmRows([site]).filter(({ alarm }) => alarm.state !== "normal" || alarm.shelved !== undefined);
  const open = rows.filter(({ alarm }) => alarm.shelved === undefined);
  const shelved = rows.length - open.length;
  const [worst] = open;
  return (
    <p class={worst === undefined ? "calm" : ""}>
      {worst === undefined ? (
        <NoAlarms isKnown={!isUnheard(site)} />
      ) : (
        <>
          <PriorityMark priority={worst.alarm.priority} /> · {t("alarmCount", { count: number(open.length) })}
        </>
      )}
      {shelved === 0 ? null : <small class="whole"> ◇ {t("shelvedCount", { count: number(shelved) })}</small>}
    </p>
  );
}

function Commons({ site, branch }: { readonly site: Site; readonly branch: CommonsBranch }) {
  return (
    <li>
      <strong>{commonsName(branch.commons)}</strong>
      <ShareBar share={branch} />
      {branch.worst === undefined ? null : <Worst site={site} room={branch.worst} />}
    </li>
  );
}

/** A commons in the reader's words; one this page does not know keeps its own. */
function commonsName(commons: string): string {
  const key = `commons.${commons}`;
  return t.has(key) ? t(key) : commons;
}

function Worst({ site, room: { path, room } }: { readonly site: Site; readonly room: Room }) {
  const value = site.values[path];
  const { name, unit } = described(site, path);
  return (
    <div class="worst">
      <a href={addressOf({ page: "trends", variables: [`${site.site}/${path}`] })}>{name}</a>
      <p>
        <span class="figure">{valueText(value, unit)}</span> <Margin room={room} />
      </p>
      <p>
        <QualityMark site={site} value={value} /> <Age value={value} />
      </p>
    </div>
  );
}
