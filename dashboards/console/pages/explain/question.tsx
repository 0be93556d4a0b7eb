import { useState } from "preact/hooks";
import { addressOf, type Place } from "../../frame/route.ts";
import { go } from "../../frame/router.ts";
import { siteList, sites } from "../../live/state.ts";
import { localText, momentOf } from "../../parts/local-time.ts";
import { MomentField } from "../../parts/moment-field.tsx";
import { placeName } from "../../parts/place-name.ts";
import { found, type Subject, subjectsOf, titlesOf } from "./subjects.ts";
import { t } from "./texts.ts";

const mostHits = 12;

/** Asks what shall be explained, and as of when: the more is typed, the fewer are left; Enter takes the first. */
export function Question({ asked }: { readonly asked: Extract<Place, { page: "explain" }> }) {
  const [text, setText] = useState(asked.subject ?? "");
  const [when, setWhen] = useState(asked.at === undefined ? "" : localText(asked.at));
  const at = momentOf(when);
  const isTyping = text.trim() !== "" && text !== asked.subject;
  const hits = isTyping ? found(subjectsOf(Object.values(sites.value)), text, titlesOf(siteList.value)) : [];
  const ask = (): void => {
    const [first] = hits;
    if (!isTyping) go({ page: "explain", subject: asked.subject, site: asked.site, at });
    else if (first === undefined) go({ page: "explain", subject: text.trim(), at });
    else go({ page: "explain", subject: first.id, site: first.site, at });
  };
  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <label>
        {t("subject")}
        <input
          type="search"
          required
          value={text}
          maxLength={200}
          autocomplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <MomentField label={t("at")} value={when} onInput={setWhen} />
      <button type="submit">{t("ask")}</button>
      {isTyping ? <Hits hits={hits} at={at} /> : null}
    </form>
  );
}

interface HitsProps {
  readonly hits: readonly Subject[];
  readonly at: number | undefined;
}

function Hits({ hits, at }: HitsProps) {
  return (
    <div class="hits">
      <output class="faint">{hits.length === 0 ? t("noHits") : t("hits", { count: String(hits.length) })}</output>
      <ul>
        {hits.slice(0, mostHits).map((one) => (
          <li key={`${one.site} ${one.id}`}>
            <a href={addressOf({ page: "explain", subject: one.id, site: one.site, at })}>{one.name}</a>{" "}
            <span class="site">
              {t(`kind.${one.kind}`)}
              {one.name === one.id ? "" : ` ${one.id}`} · {placeName(one.site)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
