import { useContext } from "preact/hooks";
import { margin } from "../../core/margin.ts";
import type { RangeEvent } from "../../core/wire/messages.ts";
import { Actuators } from "./actuators.tsx";
import { Chart } from "./chart.tsx";
import { Faults } from "./faults.tsx";
import { type Site, serverSilence, silenceLimit, siteSilence, tick, type Value } from "./state.ts";
import { shortAge } from "./texts.ts";
import { Age, number, Outdated, QualityMark, t, valueText } from "./words.tsx";

/** One site: the variables with agreed ranges large and drawn, the actuators, all other values in a table. */
export function SitePanel({ site }: { readonly site: Site }) {
  const silent = tick.value - site.heardAt;
  const old = silent > siteSilence || site.online === false;
  const ranged = Object.keys(site.ranges).sort();
  const outdated = old || serverSilence.value > silenceLimit;
  return (
    <section class={old ? "old" : ""} aria-labelledby={`site-${site.site}`}>
      <h2 id={`site-${site.site}`}>
        {site.site} <small>{t("heard", { age: shortAge(silent) })}</small>
      </h2>
      {old ? (
        <p role="alert" class="banner">
          {t("siteSilent", { site: site.site, age: shortAge(silent) })}
        </p>
      ) : null}
      <Outdated.Provider value={outdated}>
        <div class="cards wide">
          {ranged.map((path) => (
            <Ranged key={path} site={site} path={path} />
          ))}
        </div>
        <Actuators site={site} />
        <Table site={site} />
      </Outdated.Provider>
      <Faults site={site} />
    </section>
  );
}

/** What the site's definition says of a variable. */
function described(site: Site, path: string): { name: string; unit: string | undefined } {
  const found = site.definition?.variables.find(({ device, variable }) => `${device}/${variable}` === path);
  return { name: found?.name ?? path, unit: found?.unit };
}

function Ranged({ site, path }: { readonly site: Site; readonly path: string }) {
  const { name, unit } = described(site, path);
  const value = site.values[path];
  const range = site.ranges[path];
  const outdated = useContext(Outdated);
  const room = outdated || value?.value == null || range === undefined ? null : margin(value.value, range);
  return (
    <article class="card">
      <h3>{name}</h3>
      <p class="big">
        {valueText(value, unit)} <QualityMark value={value} /> <Age value={value} />
      </p>
      {room === null ? null : <Margin room={room} />}
      {range === undefined ? null : <Agreed range={range} />}
      <Chart site={site.site} path={path} name={name} unit={unit ?? ""} />
    </article>
  );
}

/** What was agreed: where it is aimed, and the healthy band. */
function Agreed({ range }: { readonly range: RangeEvent }) {
  const { target, healthyLow, healthyHigh } = range;
  const edge = (value: number | null): string => (value === null ? "…" : number(value));
  return (
    <p class="agreed">
      {target === null ? "" : `${t("target", { value: number(target) })} · `}
      {t("band", { low: edge(healthyLow), high: edge(healthyHigh) })}
    </p>
  );
}

/** The margin by shape, number and word. */
function Margin({ room }: { readonly room: number }) {
  const word = room >= 1 ? t("healthy") : room >= 0 ? t("viable") : t("outside");
  const shape = room >= 1 ? "●" : room >= 0 ? "◆" : "✕";
  return (
    <p class={`margin ${room >= 1 ? "good" : room >= 0 ? "uncertain" : "bad"}`} title={t("marginHelp")}>
      <span aria-hidden="true">{shape}</span> {t("margin")} {number(Math.round(room * 100) / 100)} · {word}
    </p>
  );
}

function Table({ site }: { readonly site: Site }) {
  const values = Object.values(site.values).sort((a, b) => a.path.localeCompare(b.path));
  return (
    <details>
      <summary>{t("levels")}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("variable")}</th>
            <th scope="col">{t("value")}</th>
            <th scope="col">{t("quality")}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((value) => (
            <Row key={value.path} site={site} value={value} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Row({ site, value }: { readonly site: Site; readonly value: Value }) {
  return (
    <tr>
      <th scope="row">{value.path}</th>
      <td>{valueText(value, described(site, value.path).unit)}</td>
      <td>
        <QualityMark value={value} /> <Age value={value} />
      </td>
    </tr>
  );
}
