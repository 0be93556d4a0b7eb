import { useState } from "preact/hooks";
import { act } from "./api.ts";
import type { Actuator, Site } from "./state.ts";
import { Age, number, QualityMark, t } from "./words.tsx";

const leaseMs = 300_000;

/** The site's actuators with what they read back, and the operator's override. */
export function Actuators({ site }: { readonly site: Site }) {
  const list = site.definition?.actuators ?? [];
  if (list.length === 0) return null;
  return (
    <section aria-labelledby={`actuators-${site.site}`}>
      <h3 id={`actuators-${site.site}`}>{t("actuators")}</h3>
      <div class="cards">
        {list.map((actuator) => (
          <ActuatorCard key={actuator.actuator} site={site} actuator={actuator} />
        ))}
      </div>
    </section>
  );
}

function ActuatorCard({ site, actuator }: { readonly site: Site; readonly actuator: Actuator }) {
  const point = (name: string) => site.values[`${actuator.device}/${name}`];
  const running = point("running") ?? site.values[actuator.device];
  const actual = point("actual");
  const runs = running?.value == null ? null : running.value > 0;
  const [on, off] = actuator.speed ? [t("running"), t("stopped")] : [t("on"), t("off")];
  const shape = runs === null ? "?" : runs ? "▶" : "■";
  return (
    <article class="card actuator">
      <h4>{actuator.name}</h4>
      <p class="big">
        <span aria-hidden="true">{shape}</span> {runs === null ? t("unknown") : runs ? on : off}
        {runs && actuator.speed && actual?.value != null ? ` ${number(Math.round(actual.value))} %` : ""}
      </p>
      <p>
        <QualityMark value={running} /> <Age value={running} />
        {point("fault")?.value ? <strong class="bad"> ✕ {t("fault")}</strong> : null}
        {point("remote")?.value === 0 ? <strong> {t("local")}</strong> : null}
      </p>
      <Override site={site.site} actuator={actuator} />
    </article>
  );
}

function Override({ site, actuator }: { readonly site: string; readonly actuator: Actuator }) {
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState("");
  const send = async (body: Record<string, unknown>): Promise<void> => {
    setOutcome(t("sent"));
    setOutcome((await act("/api/v1/commands", { site, actuator: actuator.actuator, ...body })).words);
  };
  const override = (value: number) => () => void send({ purpose: "override", value, leaseMs, reason });
  return (
    <details>
      <summary>
        {t("override")} {t("lease")}
      </summary>
      <label>
        {t("reason")} <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div class="buttons">
        <button type="button" disabled={reason === ""} onClick={override(100)}>
          {t("run")}
        </button>
        <button type="button" disabled={reason === ""} onClick={override(0)}>
          {t("stop")}
        </button>
        <button type="button" onClick={() => void send({ purpose: "release" })}>
          {t("release")}
        </button>
      </div>
      <output>{outcome}</output>
    </details>
  );
}
