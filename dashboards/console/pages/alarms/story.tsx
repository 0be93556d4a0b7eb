import { useEffect, useState } from "preact/hooks";
import type { AlarmEvent, WireEvent } from "../../../../core/wire/events.ts";
import { joinTimeline, type TimelineEntry } from "../../../timeline.ts";
import { ask } from "../../api.ts";
import { setQuery } from "../../frame/router.ts";
import { region } from "../../live/site.ts";
import { timeline } from "../../live/state.ts";
import { AlarmTransition } from "../../parts/alarm-transition.tsx";
import { unitOf } from "../../parts/alarm-unit.ts";
import { placeName } from "../../parts/place-name.ts";
import { told } from "../../texts/told.ts";
import { moment, number } from "../../texts/words.ts";
import { ofAlarm, type StoryLine, storyOf } from "./story.ts";
import { t } from "./texts.ts";

const mostLines = 60;
const mostJoined = 1_000;

interface StoryProps {
  /** `SITE/KEY`; undefined for all. */
  readonly alarm: string | undefined;
  /** Of all, only those of this site. */
  readonly only: string | undefined;
}

/** All that happened to one alarm from its beginning, or to all alarms, the newest first. */
export function Story({ alarm, only }: StoryProps) {
  const [site = "", key = ""] =
    alarm === undefined ? [] : [alarm.slice(0, alarm.indexOf("/")), alarm.slice(alarm.indexOf("/") + 1)];
  const stored = useStored(site, key);
  const told = storyOf(joinTimeline(stored, timeline.value, mostJoined));
  const lines =
    alarm === undefined
      ? told
          .filter((line) => only === undefined || line.site === only)
          .slice(-mostLines)
          .reverse()
      : ofAlarm(told, site, key);
  return (
    <section class="story" aria-labelledby="story">
      <h2 id="story" tabIndex={-1}>
        {alarm === undefined ? t("storyAll") : t("storyOf", { key })}
      </h2>
      {alarm === undefined ? null : (
        <p>
          <span class="site">{placeName(site)}</span>{" "}
          <button type="button" onClick={() => setQuery({ alarm: undefined })}>
            {t("all")}
          </button>
        </p>
      )}
      {lines.length === 0 ? <p>{t("nothingHappened")}</p> : null}
      <ol class="events">
        {lines.map((line) => (
          <li key={`${line.site} ${line.id}`}>
            <time dateTime={new Date(line.at).toISOString()}>{moment(line.at)}</time>
            <div>
              {alarm === undefined ? (
                <>
                  <strong>{line.key}</strong> <span class="site">{placeName(line.site)}</span> ·{" "}
                </>
              ) : null}
              <Words line={line} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the store has of one alarm, at its site and at the region. */
function useStored(site: string, key: string): readonly TimelineEntry[] {
  const [stored, setStored] = useState<readonly TimelineEntry[]>([]);
  useEffect(() => {
    setStored([]);
    if (key === "") return;
    let gone = false;
    const recall = async (place: string, subject: string): Promise<readonly TimelineEntry[]> => {
      const answer = await ask<{ readonly records: readonly WireEvent[] }>("/api/v1/why", { subject, site: place });
      return answer.ok ? answer.value.records.map((event) => ({ site: place, event })) : [];
    };
    const both = [recall(site, key), ...(site === region ? [] : [recall(region, `${site}.${key}`)])];
    void Promise.all(both).then((lists) => gone || setStored(lists.flat()));
    return () => {
      gone = true;
    };
  }, [site, key]);
  return stored;
}

function Words({ line }: { readonly line: StoryLine }) {
  const isSaid = line.kind === "alarm" && line.event.note === line.because;
  const because = line.because === undefined || isSaid ? "" : ` · ${t("because", { words: told(line.because) })}`;
  if (line.kind === "rung") {
    return (
      <>
        {t(`rung.${line.change}`, { rung: line.rung })}
        <span class="faint">{because}</span>
      </>
    );
  }
  const { event } = line;
  return (
    <>
      <AlarmTransition event={event} />
      {valueWords(line.site, event)}
      {event.shelved !== undefined && event.transition === "raise" ? ` · ${t("hidden")}` : ""}
      <span class="faint">{because}</span>
    </>
  );
}

/** Transitions that the value brought about; to those that people order it is no reason. */
const isMeasured: ReadonlySet<AlarmEvent["transition"]> = new Set(["raise", "reRaise", "reAlarm", "clear"]);

function valueWords(site: string, event: Extract<StoryLine, { kind: "alarm" }>["event"]): string {
  if (event.value === null || !isMeasured.has(event.transition)) return "";
  const write = (value: number): string => `${number(value)} ${unitOf(site, event)}`.trim();
  const value = write(event.value);
  return ` · ${event.limit === null ? value : t("value", { value, limit: write(event.limit) })}`;
}
