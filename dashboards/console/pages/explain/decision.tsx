import type { DurationMs } from "../../../../core/time.ts";
import type { AlarmEvent, DecisionEvent } from "../../../../core/wire/events.ts";
import { addressOf } from "../../frame/route.ts";
import { actuatorOf, type Site } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { Table } from "../../parts/table.tsx";
import { told } from "../../texts/told.ts";
import { fullMoment, moment } from "../../texts/words.ts";
import { AroundIt } from "./around.tsx";
import { causedBy, contendersOf, type Explanation, stepsOf } from "./decided.ts";
import { Inputs } from "./inputs.tsx";
import { ReadBackOf } from "./read-back.tsx";
import { byWords, layerWords, orderWords, valueWords } from "./said.ts";
import { t } from "./texts.ts";

/** How much is drawn before and after a decision. */
const drawnAround: DurationMs = 1_800_000;
const mostDrawn = 12;

interface DecisionProps {
  readonly site: string | undefined;
  readonly at: number | undefined;
  readonly explanation: Explanation;
}

/** The newest decision of an explanation, step by step: what it rested on, who wanted what, what was told, what followed. */
export function Decision({ site, at, explanation }: DecisionProps) {
  const { decision, before, after } = stepsOf(explanation);
  const { subject } = explanation;
  if (decision === undefined) return null;
  const known = site === undefined ? undefined : sites.value[site];
  const name = actuatorOf(known, decision.actuator)?.name ?? decision.actuator;
  const alarm = causedBy(decision, explanation);
  return (
    <>
      <nav class="step-links" aria-label={t("decided")}>
        {before === undefined ? null : (
          <a href={addressOf({ page: "explain", subject, site, at: before })}>{t("older", { at: moment(before) })}</a>
        )}
        {after === undefined ? null : (
          <a href={addressOf({ page: "explain", subject, site, at: after })}>{t("newer", { at: moment(after) })}</a>
        )}
        {at === undefined ? null : <a href={addressOf({ page: "explain", subject, site })}>{t("latest")}</a>}
        {site === undefined ? null : <TrendsLink site={site} decision={decision} />}
      </nav>
      <ol class="steps">
        <li class="card">
          <h3>{t("decided")}</h3>
          <p class="big">
            {name}:{" "}
            {alarm === undefined
              ? orderWords(decision.value, decision.actuator, known)
              : t(`transition.${alarm.transition}`)}
          </p>
          {alarm === undefined ? null : <Against alarm={alarm} site={known} />}
          <p>
            <time dateTime={new Date(decision.at).toISOString()}>{fullMoment(decision.at)}</time> ·{" "}
            {t("byLayer", { layer: layerWords(decision.layer), version: decision.ruleVersion })}
          </p>
          <p>
            <strong>{t("why")}:</strong> {told(decision.reason)}
          </p>
        </li>
        <li class="card">
          <h3>{t("inputs")}</h3>
          <Inputs decision={decision} ranges={explanation.ranges} site={site} />
        </li>
        {decision.value === null ? null : <Wanted decision={decision} site={site} />}
        {site === undefined || decision.value === null ? null : (
          <ReadBackOf site={site} decision={decision} next={explanation.next} />
        )}
        <AroundIt explanation={explanation} decision={decision} site={site} />
      </ol>
    </>
  );
}

/** What an alarm was decided of: its value beside its limit. */
function Against({ alarm, site }: { readonly alarm: AlarmEvent; readonly site: Site | undefined }) {
  const { device, variable, value, limit } = alarm;
  if (value === null || limit === null) return null;
  const say = (one: number): string => valueWords(one, `${device}/${variable}`, site);
  return <p>{t("against", { value: say(value), limit: say(limit) })}</p>;
}

function TrendsLink({ site, decision }: { readonly site: string; readonly decision: DecisionEvent }) {
  const paths = [...new Set(decision.inputs.map(({ path }) => path))].slice(0, mostDrawn);
  if (paths.length === 0) return null;
  const variables = paths.map((path) => `${site}/${path}`);
  const window = { from: Math.max(0, decision.at - drawnAround), to: decision.at + drawnAround };
  return <a href={addressOf({ page: "trends", variables, ...window })}>{t("trends")}</a>;
}

function Wanted({ decision, site }: { readonly decision: DecisionEvent; readonly site: string | undefined }) {
  const known = site === undefined ? undefined : sites.value[site];
  return (
    <li class="card">
      <h3>{t("wanted")}</h3>
      <Table head={[t("who"), t("what"), t("became")]}>
        {contendersOf(decision).map(({ layer, value, outcome, by = "" }) => (
          <tr key={`${layer} ${outcome} ${by} ${value}`} class={outcome}>
            <th scope="row">{layerWords(layer)}</th>
            <td>{orderWords(value, decision.actuator, known)}</td>
            <td>
              <span aria-hidden="true">{outcome === "won" ? "✓" : "✕"}</span>{" "}
              {t(`outcome.${outcome}`, { by: byWords(by) })}
            </td>
          </tr>
        ))}
      </Table>
    </li>
  );
}
