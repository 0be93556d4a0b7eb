import { useState } from "preact/hooks";
import type { Actuator, Site } from "../../live/site.ts";
import { useOrdering } from "./ordering.ts";
import { boundsOf, ordersOf } from "./orders.ts";
import { t } from "./texts.ts";

const leases = [5, 15, 60] as const;
const minute = 60_000;

/** The way for a person to decide over an actuator for a time. */
export function OverrideForm({ site, actuator }: { readonly site: Site; readonly actuator: Actuator }) {
  const [reason, setReason] = useState("");
  const [lease, setLease] = useState<number>(leases[0]);
  const [value, setValue] = useState("");
  const [outcome, order] = useOrdering(site.site);
  const bounds = boundsOf(actuator);
  const override = (ordered: number): Promise<boolean> =>
    order({ purpose: "override", actuator: actuator.actuator, value: ordered, reason, leaseMs: lease * minute });
  const given = Number(value);
  return (
    <details class="opens">
      <summary>{t("override")}</summary>
      <label>
        {t("reason")} <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <label>
        {t("lease")}{" "}
        <select value={lease} onChange={(event) => setLease(Number(event.currentTarget.value))}>
          {leases.map((minutes) => (
            <option key={minutes} value={minutes}>
              {t("minutes", { count: String(minutes) })}
            </option>
          ))}
        </select>
      </label>
      <div class="buttons">
        {ordersOf(actuator).map((one) => (
          <button key={one.value} type="button" disabled={reason === ""} onClick={() => void override(one.value)}>
            {one.words}
          </button>
        ))}
      </div>
      {bounds === undefined ? null : (
        <div class="buttons">
          <label>
            {t("amount", { unit: bounds.unit })}{" "}
            <input
              type="number"
              step="any"
              min={bounds.min}
              max={bounds.max}
              value={value}
              onInput={(event) => setValue(event.currentTarget.value)}
            />
          </label>
          <button
            type="button"
            disabled={reason === "" || value === "" || !Number.isFinite(given)}
            onClick={() => void override(given)}
          >
            {t("set")}
          </button>
        </div>
      )}
      <output>{outcome}</output>
    </details>
  );
}
