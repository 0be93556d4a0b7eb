import { useRef } from "preact/hooks";
import { addressOf } from "../../frame/route.ts";
import { mayAct, me } from "../../live/me.ts";
import { modeOf } from "../../live/modes.ts";
import { described, type Site } from "../../live/site.ts";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { ActuatorCard } from "./actuator-card.tsx";
import { Arrows } from "./arrows.tsx";
import { GaugeDrawing } from "./gauge-drawing.tsx";
import { type Input, schematicOf } from "./schematic.ts";
import { t } from "./texts.ts";

/** The site at one look: what it keeps and reads, what that moves, and what each actuator does and by whom. */
export function SchematicView({ site }: { readonly site: Site }) {
  const place = useRef<HTMLDivElement>(null);
  const { inputs, actuators, arrows } = schematicOf(site);
  const follows = (id: string): boolean => ["auto", "degraded"].includes(modeOf(site, id).kind);
  if (inputs.length + actuators.length === 0) return null;
  return (
    <section aria-labelledby="schematic">
      <h2 id="schematic">{t("schematic")}</h2>
      {actuators.length === 0 || mayAct.value ? null : (
        <p class="faint">{t("observer", { name: me.value?.name ?? "" })}</p>
      )}
      <div ref={place} class="schematic">
        <Arrows place={place} arrows={arrows} follows={follows} />
        <ul class="inputs">
          {inputs.map((input) => (
            <InputNode key={input.path} site={site} input={input} />
          ))}
        </ul>
        <div class="outputs">
          {actuators.map((actuator) => (
            <ActuatorCard key={actuator.actuator} site={site} actuator={actuator} />
          ))}
        </div>
      </div>
      {arrows.length === 0 ? null : <p class="faint legend">{t("legend")}</p>}
    </section>
  );
}

function InputNode({ site, input: { path, name } }: { readonly site: Site; readonly input: Input }) {
  const value = site.values[path];
  const range = site.ranges[path];
  return (
    <li class="card input" data-node={path}>
      {range === undefined ? null : <GaugeDrawing range={range} value={value?.value ?? null} />}
      <div>
        <a href={addressOf({ page: "trends", variables: [`${site.site}/${path}`] })}>{name}</a>
        <p class="reading">{valueText(value, described(site, path).unit)}</p>
        <p>
          <QualityMark site={site} value={value} /> <Age value={value} />
        </p>
        <p>
          <a href={addressOf({ page: "explain", subject: path, site: site.site })} aria-label={t("whyOf", { name })}>
            {t("why")}
          </a>
        </p>
      </div>
    </li>
  );
}
