import { useEffect, useState } from "preact/hooks";
import type { DurationMs, EpochMs, MonotonicMs } from "../../../../core/time.ts";
import { ask } from "../../api.ts";
import { type Site, titleOf, type Value } from "../../live/site.ts";
import { isUnheard, silenceOf, siteList, sites, worldNow } from "../../live/state.ts";
import { Table } from "../../parts/table.tsx";
import { t as parts } from "../../parts/texts.ts";
import { age, number } from "../../texts/words.ts";
import { type Lag, lagOf, type SiteBooks, sumOf } from "./sums.ts";
import { t } from "./texts.ts";
import { stillTells, ToDo, useTold } from "./told.tsx";

type Point = readonly [EpochMs, number | null];

/** Each site's end of the way: whether it is heard, how old its newest value is, how far the store is behind, what its spool says. */
export function Stations() {
  const told = useTold<readonly SiteBooks[]>("/api/v1/books");
  const books = told?.value !== undefined && stillTells(told) ? told.value : [];
  const namesOf = (is: (site: Site) => boolean): string => siteList.value.filter(is).map(titleOf).join(", ");
  const [silent, troubled] = [namesOf(isUnheard), namesOf(({ trouble }) => trouble != null)];
  return (
    <section class="card" aria-labelledby="stations">
      <h2 id="stations">{t("stations")}</h2>
      <p class="faint">{t("stationsHelp")}</p>
      {silent === "" ? null : <ToDo>{t("do.silent", { sites: silent })}</ToDo>}
      {troubled === "" ? null : <ToDo>{t("do.troubled", { sites: troubled })}</ToDo>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scrolls stacks" tabIndex={0} aria-label={t("stationsTable")}>
        <Table head={[t("site"), t("contact"), t("newest"), t("lag"), t("waiting"), t("spool")]}>
          {siteList.value.map((site) => (
            <Station key={site.site} site={site} books={books.find((one) => one.site === site.site)} />
          ))}
        </Table>
      </section>
    </section>
  );
}

function Station({ site, books }: { readonly site: Site; readonly books: SiteBooks | undefined }) {
  const silent = isUnheard(site);
  const newest = newestOf(site);
  return (
    <tr>
      <th scope="row">{titleOf(site)}</th>
      <td class={silent ? "outdated" : ""} data-label={t("contact")}>
        {silent ? `◌ ${parts("silent")}, ` : "● "}
        {parts("heard", { age: age(silenceOf(site)) })}
      </td>
      <td data-label={t("newest")}>
        {newest === undefined ? t("notKnown") : parts("age", { age: age(worldNow.value - newest.measuredAt) })}
      </td>
      <td data-label={t("lag")}>
        <StoredLag site={site.site} silent={silent} />
      </td>
      <td data-label={t("waiting")}>
        {books === undefined ? t("notKnown") : t("readings", { count: number(sumOf(books.boots).inFlight) })}
      </td>
      <td data-label={t("spool")}>
        <Spool site={site} silent={silent} />
      </td>
    </tr>
  );
}

/** What a site says of its own disk; nothing is known of a silent one. */
function Spool({ site, silent }: { readonly site: Site; readonly silent: boolean }) {
  if (site.trouble != null) {
    return (
      <strong class="bad">
        ✕ {t("trouble")}: {site.trouble}
      </strong>
    );
  }
  return silent || site.online === null ? (
    <span class="outdated">◌ {t("notKnown")}</span>
  ) : (
    <span>● {t("writes")}</span>
  );
}

const lookBack: DurationMs = 120_000;
const askEvery: DurationMs = 15_000;

/** From measured to stored: the newest reading here beside the newest row of the same variable in the store. */
function StoredLag({ site, silent }: { readonly site: string; readonly silent: boolean }) {
  const [told, setTold] = useState<{ readonly lag: Lag; readonly at: MonotonicMs } | undefined>();
  useEffect(() => {
    let gone = false;
    const again = async (): Promise<void> => {
      const lag = await storedLag(site, newestOf(sites.peek()[site]));
      if (!gone) setTold({ lag, at: performance.now() });
    };
    void again();
    const timer = setInterval(() => void again(), askEvery);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [site]);
  if (told === undefined || told.lag.kind === "none" || silent || !stillTells({ at: told.at + askEvery }))
    return <span>{t("notKnown")}</span>;
  const { kind, lag } = told.lag;
  if (kind === "over") return <strong class="bad">✕ {t("over", { age: age(lag) })}</strong>;
  return kind === "late" ? <strong class="uncertain">◆ {age(lag)}</strong> : <span>● {age(lag)}</span>;
}

/** Nothing is known of how far a store is behind that does not answer. */
async function storedLag(site: string, newest: Value | undefined): Promise<Lag> {
  if (newest === undefined) return { kind: "none" };
  const [device, variable] = newest.path.split("/");
  const [from, to] = [Math.floor(newest.measuredAt - lookBack), Math.ceil(newest.measuredAt)];
  const answer = await ask<readonly Point[]>("/api/v1/history", { site, device, variable, from, to });
  return answer.ok ? lagOf(newest.measuredAt, answer.value.at(-1)?.[0], lookBack) : { kind: "none" };
}

function newestOf(site: Site | undefined): Value | undefined {
  const values = Object.values(site?.values ?? {});
  return values.reduce<Value | undefined>(
    (best, value) => (best === undefined || value.measuredAt > best.measuredAt ? value : best),
    undefined,
  );
}
