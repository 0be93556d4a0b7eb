import { letterOf } from "../../../../core/alarm-letter.ts";
import { addressOf } from "../../frame/route.ts";
import type { AlarmRow } from "../../live/alarms.ts";
import { actuatorOf, described, region } from "../../live/site.ts";
import { sites, timeline, worldNow } from "../../live/state.ts";
import { AlarmState, PriorityMark } from "../../parts/alarm-state.tsx";
import { unitOf } from "../../parts/alarm-unit.ts";
import { placeName } from "../../parts/place-name.ts";
import { age, number, time } from "../../texts/words.ts";
import { t } from "./texts.ts";

/** Priority, key, state and place of an alarm: each told by shape or letter and word. */
export function AlarmHead({ row }: { readonly row: AlarmRow }) {
  const { site, alarm } = row;
  return (
    <>
      <div class="head">
        <PriorityMark priority={alarm.priority} /> · <strong class="key">{alarm.key}</strong>{" "}
        {site === region ? (
          <span class="site">{placeName(site)}</span>
        ) : (
          <a class="site" href={addressOf({ page: "site", site })}>
            {placeName(site)}
          </a>
        )}
      </div>
      <div>
        <abbr class="letter" title="ISA-18.2">
          {letterOf(alarm.state, alarm.shelved)}
        </abbr>{" "}
        <AlarmState state={alarm.state} />
        {alarm.acknowledgedBy === undefined ? "" : ` · ${t("seenBy", { by: alarm.acknowledgedBy })}`}
      </div>
    </>
  );
}

/** What it is about, how it stands and since when. */
export function AlarmFacts({ row }: { readonly row: AlarmRow }) {
  const { alarm } = row;
  const name = subjectName(row);
  const since = worldNow.value === 0 ? "" : age(Math.max(0, worldNow.value - alarm.onset));
  return (
    <div>
      {[name, valueWords(row), t("standingFor", { time: time(alarm.onset), age: since })]
        .filter((words) => words !== "")
        .join(" · ")}
    </div>
  );
}

/** The name of the variable or actuator it watches; empty where that says no more than the key. */
function subjectName({ site, alarm }: AlarmRow): string {
  const known = sites.value[site];
  const path = `${alarm.device}/${alarm.variable}`;
  const name = alarm.variable === "" ? actuatorOf(known, alarm.device)?.name : described(known, path).name;
  return name === undefined || name === path ? "" : name;
}

/** The value it was raised with and its limit, as the event that is quoted has it. */
function valueWords({ site, alarm }: AlarmRow): string {
  if (alarm.value === null) return "";
  const write = (value: number): string => `${number(value)} ${unitOf(site, alarm)}`.trim();
  const event = timeline.value.findLast((entry) => entry.site === site && entry.event.id === alarm.eventId)?.event;
  const limit = event?.kind === "alarm" ? event.limit : null;
  return limit === null ? write(alarm.value) : t("value", { value: write(alarm.value), limit: write(limit) });
}
