import { addressOf } from "../../frame/route.ts";
import { mayAct } from "../../live/me.ts";
import { modeOf } from "../../live/modes.ts";
import { type Actuator, described, isLocked, runsNow, type Site, type Value } from "../../live/site.ts";
import { Age, QualityMark, valueText } from "../../parts/value.tsx";
import { number } from "../../texts/words.ts";
import { ModeMark } from "./mode-mark.tsx";
import { OverrideForm } from "./override-form.tsx";
import { partsOf } from "./part-of.ts";
import { StandingOverride } from "./standing-override.tsx";
import { t } from "./texts.ts";

interface CardProps {
  readonly site: Site;
  readonly actuator: Actuator;
}

/** One actuator: what it really does, who decides over it, and the way for a person to decide instead. */
export function ActuatorCard({ site, actuator }: CardProps) {
  const { actuator: id, name, reads = [] } = actuator;
  return (
    <article class="card actuator" aria-label={name} data-node={id}>
      <div>
        <h3>{name}</h3>
        {actuator.setpoint === undefined ? (
          <Machine site={site} actuator={actuator} />
        ) : (
          <Setpoint site={site} actuator={actuator} setpoint={actuator.setpoint} />
        )}
      </div>
      <div>
        <p>
          <ModeMark site={site} id={id} />
        </p>
        <StandingOverride site={site} actuator={actuator} />
        {reads.length === 0 ? null : (
          <p class="faint reads">{t("reads", { names: reads.map((path) => described(site, path).name).join(", ") })}</p>
        )}
        <p>
          <a href={addressOf({ page: "explain", subject: id, site: site.site })} aria-label={t("whyOf", { name })}>
            {t("why")}
          </a>
        </p>
      </div>
      {mayAct.value ? <OverrideForm site={site} actuator={actuator} /> : null}
    </article>
  );
}

function Setpoint({ site, actuator, setpoint }: CardProps & { readonly setpoint: NonNullable<Actuator["setpoint"]> }) {
  const value = site.values[setpoint.shown];
  const { unit } = described(site, setpoint.shown);
  return (
    <>
      <p class="big">{value?.value == null ? t("unknown") : valueText(value, unit)}</p>
      <Extent of={value?.value ?? null} min={setpoint.min} max={setpoint.max} />
      <Marks site={site} value={value} actuator={actuator} />
    </>
  );
}

function Machine({ site, actuator }: CardProps) {
  const point = (name: string) => site.values[`${actuator.device}/${name}`];
  const running = point("running") ?? site.values[actuator.device];
  const runs = runsNow(site, actuator);
  const actual = actuator.speed ? point("actual")?.value : null;
  const speed = actual == null ? null : Math.round(actual);
  return (
    <>
      <p class="big">
        <span aria-hidden="true">{runs === null ? "?" : runs ? "▶" : "■"}</span> {stateWords(actuator, runs)}
        {runs && speed !== null ? ` ${number(speed)} %` : ""}
      </p>
      {actuator.speed ? <Extent of={runs === false ? 0 : speed} min={0} max={100} /> : null}
      <Marks site={site} value={running} actuator={actuator} />
    </>
  );
}

function stateWords({ speed }: Actuator, runs: boolean | null): string {
  if (runs === null) return t("unknown");
  if (speed) return runs ? t("running") : t("stopped");
  return runs ? t("on") : t("off");
}

function Marks({ site, value, actuator }: CardProps & { readonly value: Value | undefined }) {
  const point = (name: string) => site.values[`${actuator.device}/${name}`];
  const mode = modeOf(site, actuator.actuator).kind;
  return (
    <p>
      <QualityMark site={site} value={value} /> <Age value={value} />
      {point("fault")?.value ? <strong class="bad whole"> ✕ {t("fault")}</strong> : null}
      {point("remote")?.value === 0 && mode !== "local" ? <strong class="whole"> ⊘ {t("local")}</strong> : null}
      {isLocked(site, actuator.actuator) && mode !== "locked" ? <strong class="whole"> ▣ {t("locked")}</strong> : null}
    </p>
  );
}

/** A speed or setpoint as a bar from nought, in what it may be. */
function Extent({ of, min, max }: { readonly of: number | null; readonly min: number; readonly max: number }) {
  const { left, width, nought } = partsOf(of ?? 0, min, max);
  return (
    <div class="extent" aria-hidden="true">
      {of === null ? null : <span class="filled" style={{ left: `${left}%`, width: `${width}%` }} />}
      <span class="nought" style={{ left: `${nought}%` }} />
    </div>
  );
}
