import { margin } from "../../core/margin.ts";
import { Actuators } from "./actuators.tsx";
import { Chart } from "./chart.tsx";
import { Faults } from "./faults.tsx";
import { type Site, tick, type Value } from "./state.ts";
import { shortAge } from "./texts.ts";
import { Age, number, QualityMark, t, unitText } from "./words.tsx";

/** A site that has said nothing for this long is said to be silent: three nonces missed. */
const siteSilence = 15_000;

/** One site: the variables with agreed ranges large and drawn, the actuators, all other values in a table. */
export function SitePanel({ site }: { readonly site: Site }) {
  const silent = tick.value - site.heardAt;
  const old = silent > siteSilence || site.online === false;
  const ranged = Object.keys(site.ranges).sort();
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
      <div class="cards">
        {ranged.map((path) => (
          <Ranged key={path} site={site} path={path} />
        ))}
      </div>
      <Actuators site={site} />
      <Table site={site} />
      <Faults site={site} />
    </section>
  );
}

/** What the site's definition says of a variable. */
function described(site: Site, path: string): { name: string; unit: string } {
  const found = site.definition?.variables.find(({ device, variable }) => `${device}/${variable}` === path);
  return { name: found?.name ?? path, unit: unitText(found?.unit) };
}

function Ranged({ site, path }: { readonly site: Site; readonly path: string }) {
  const { name, unit } = described(site, path);
  const value = site.values[path];
  const range = site.ranges[path];
  const room = value?.value == null || range === undefined ? null : margin(value.value, range);
  return (
    <article class="card">
      <h3>{name}</h3>
      <p class="big">
        {value?.value == null ? t("noValue") : `${number(value.value)} ${unit}`} <QualityMark value={value} />{" "}
        <Age value={value} />
      </p>
      {room === null ? null : <Margin room={room} />}
      {range?.target == null ? null : (
        <p>
          {t("target")} {number(range.target)} {unit}
        </p>
      )}
      <Chart site={site.site} path={path} name={name} unit={unit} />
    </article>
  );
}

/** The margin by word, number and bar. */
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
      <td>{value.value === null ? t("noValue") : `${number(value.value)} ${described(site, value.path).unit}`}</td>
      <td>
        <QualityMark value={value} /> <Age value={value} />
      </td>
    </tr>
  );
}
