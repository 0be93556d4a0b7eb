import { useEffect, useState } from "preact/hooks";
import { type Answer, ask } from "../../api.ts";
import { addressOf, type Place } from "../../frame/route.ts";
import { actuatorOf, described, region } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { placeName } from "../../parts/place-name.ts";
import { fullMoment } from "../../texts/words.ts";
import type { Explanation } from "./decided.ts";
import { Decision } from "./decision.tsx";
import "./explain.css";
import { Question } from "./question.tsx";
import { sitesWith, subjectsOf } from "./subjects.ts";
import { Suggestions } from "./suggestions.tsx";
import { t } from "./texts.ts";

type ExplainPlace = Extract<Place, { page: "explain" }>;

/** Why an alarm, an actuator or a variable is as it is, or was at a time; the address says which. */
export function Explain({ at: place }: { readonly at: ExplainPlace }) {
  const { subject, at } = place;
  return (
    <>
      <h1>{t("title")}</h1>
      <Question key={addressOf(place)} asked={place} />
      {subject === undefined ? <Suggestions /> : <OfSite subject={subject} site={place.site} at={at} />}
    </>
  );
}

interface Asked {
  readonly subject: string;
  readonly site: string | undefined;
  readonly at: number | undefined;
}

/** Where no site is named and several have such a subject, a person chooses. */
function OfSite({ subject, site, at }: Asked) {
  const known = sitesWith(subjectsOf(Object.values(sites.value)), subject);
  if (site !== undefined || known.length < 2) return <Records subject={subject} site={site ?? known[0]} at={at} />;
  return (
    <section aria-labelledby="which">
      <h2 id="which">{t("which", { subject })}</h2>
      <ul>
        {known.map((one) => (
          <li key={one}>
            <a href={addressOf({ page: "explain", subject, site: one, at })}>{placeName(one)}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Records({ subject, site, at }: Asked) {
  const [answer, setAnswer] = useState<Answer<Explanation> | undefined>();
  useEffect(() => {
    let gone = false;
    setAnswer(undefined);
    void ask<Explanation>("/api/v1/why", { subject, site, at }).then((one) => gone || setAnswer(one));
    return () => {
      gone = true;
    };
  }, [subject, site, at]);
  const known = site === undefined ? undefined : sites.value[site];
  const name = actuatorOf(known, subject)?.name ?? described(known, subject).name;
  const place = placeName(site ?? region);
  return (
    <section aria-labelledby="records" aria-busy={answer === undefined}>
      <h2 id="records">
        {at === undefined ? t("asNow", { subject: name }) : t("asOf", { subject: name, at: fullMoment(at) })}{" "}
        <span class="site">{name === subject ? place : `${subject} · ${place}`}</span>
      </h2>
      {answer === undefined ? <p>{t("asking")}</p> : null}
      {answer?.ok === false ? <p role="alert">{t("failed", { error: answer.error })}</p> : null}
      {answer?.ok ? <Told site={site} at={at} explanation={answer.value} /> : null}
    </section>
  );
}

interface ToldProps {
  readonly site: string | undefined;
  readonly at: number | undefined;
  readonly explanation: Explanation;
}

function Told({ site, at, explanation }: ToldProps) {
  const { subject, records, rested, words } = explanation;
  return (
    <>
      {records.length + rested.length === 0 ? (
        <>
          <p>{t("nothing", { subject })}</p>
          <Suggestions />
        </>
      ) : null}
      <Decision site={site} at={at} explanation={explanation} />
      {words.length === 0 ? null : (
        <details>
          <summary>{t("records")}</summary>
          <ol class="records" lang="en">
            {words.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ol>
        </details>
      )}
      <details>
        <summary>{t("json")}</summary>
        <pre>{JSON.stringify(explanation, null, 2)}</pre>
      </details>
    </>
  );
}
