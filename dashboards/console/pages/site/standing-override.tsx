import { mayAct } from "../../live/me.ts";
import { overrideOf } from "../../live/modes.ts";
import type { Actuator, Site } from "../../live/site.ts";
import { Countdown } from "../../parts/countdown.tsx";
import { useOrdering } from "./ordering.ts";
import { orderWords } from "./orders.ts";
import { t } from "./texts.ts";

/** The order of a person that stands: what, who, why, how long still, and the way to give back before. */
export function StandingOverride({ site, actuator }: { readonly site: Site; readonly actuator: Actuator }) {
  const [outcome, order] = useOrdering(site.site);
  const held = overrideOf(site, actuator.actuator);
  if (held === undefined) return outcome === "" ? null : <p class="released faint">{outcome}</p>;
  return (
    <div class="held">
      <p>
        <strong>{orderWords(actuator, held.value)}</strong> · {t("heldBy", { by: held.by, reason: held.reason })} ·{" "}
        {t("lapsesIn")} <Countdown until={held.until} />
      </p>
      {mayAct.value ? (
        <button type="button" onClick={() => void order({ purpose: "release", actuator: actuator.actuator })}>
          {t("release")}
        </button>
      ) : null}
      {outcome === "" ? null : <span class="released"> {outcome}</span>}
    </div>
  );
}
