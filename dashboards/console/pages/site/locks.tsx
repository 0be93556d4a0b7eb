import { useState } from "preact/hooks";
import { mayAct } from "../../live/me.ts";
import { actuatorName, actuatorOf, type LockPlan, runsNow, type Site } from "../../live/site.ts";
import { time } from "../../texts/words.ts";
import { useOrdering } from "./ordering.ts";
import { t } from "./texts.ts";

/** The site's locks for people at work: who put one on and why, and the way to put it on or take it off. */
export function Locks({ site }: { readonly site: Site }) {
  const plans = site.definition?.locks ?? [];
  if (plans.length === 0) return null;
  return (
    <section aria-labelledby={`locks-${site.site}`}>
      <h2 id={`locks-${site.site}`}>{t("locks")}</h2>
      <div class="cards">
        {plans.map((plan) => (
          <LockCard key={plan.lock} site={site} plan={plan} />
        ))}
      </div>
    </section>
  );
}

function LockCard({ site, plan }: { readonly site: Site; readonly plan: LockPlan }) {
  const [reason, setReason] = useState("");
  const [outcome, order] = useOrdering(site.site);
  const on = site.locks.find(({ lock }) => lock === plan.lock);
  const send = async (body: object): Promise<void> => {
    if (await order({ lock: plan.lock, ...body })) setReason("");
  };
  return (
    <article class="card" aria-label={plan.lock}>
      <h3>{plan.lock}</h3>
      <p class={on === undefined ? "" : "uncertain"}>
        <span aria-hidden="true">{on === undefined ? "○" : "▣"}</span>{" "}
        {on === undefined ? t("unlocked") : t("lockedBy", { by: on.by, time: time(on.since), reason: on.reason })}
      </p>
      <p>{t("holds", { actuators: plan.actuators.map((id) => actuatorName(site, id)).join(", ") })}</p>
      <Running site={site} plan={plan} />
      {!mayAct.value ? null : on === undefined ? (
        <>
          <label>
            {t("reason")}{" "}
            <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <div class="buttons">
            <button type="button" disabled={reason === ""} onClick={() => void send({ purpose: "lock", reason })}>
              {t("lock")}
            </button>
          </div>
        </>
      ) : (
        <div class="buttons">
          <button type="button" onClick={() => void send({ purpose: "unlock" })}>
            {t("unlock")}
          </button>
        </div>
      )}
      <output>{outcome}</output>
    </article>
  );
}

/** What the lock does not stop: machines of it that run, or may. */
function Running({ site, plan }: { readonly site: Site; readonly plan: LockPlan }) {
  return plan.actuators.map((id) => {
    const actuator = actuatorOf(site, id);
    const runs = actuator === undefined ? null : runsNow(site, actuator);
    if (runs === false) return null;
    const name = actuatorName(site, id);
    return (
      <p key={id} class="uncertain">
        <span aria-hidden="true">{runs === null ? "?" : "▶"}</span>{" "}
        <strong>{t(runs === null ? "mayRun" : "runs", { name })}</strong>
      </p>
    );
  });
}
