import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { DurationMs } from "../../../../core/time.ts";
import { type AlarmRow, nameOf } from "../../live/alarms.ts";
import { acknowledge, order } from "../../parts/alarm-orders.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { placeName } from "../../parts/place-name.ts";
import { age } from "../../texts/words.ts";
import { choose } from "./chosen.ts";
import { longestShelvingOf, shelvingTimes } from "./shelving-times.ts";
import { t } from "./texts.ts";

/** What a person is being asked, of alarms as they were when the dialog opened. */
type Asking =
  | { readonly kind: "acknowledge"; readonly rows: readonly AlarmRow[] }
  | { readonly kind: "shelve"; readonly row: AlarmRow; readonly eventId: string | undefined };

/** The dialog that is open. */
export const asking = signal<Asking | undefined>(undefined);

const close = (): void => {
  asking.value = undefined;
};

/** The dialog that is open, if one is. */
export function Dialogs() {
  const asked = asking.value;
  if (asked === undefined) return null;
  return asked.kind === "shelve" ? (
    <ShelveDialog row={asked.row} eventId={asked.eventId} />
  ) : (
    <AcknowledgeDialog rows={asked.rows} />
  );
}

function AcknowledgeDialog({ rows }: { readonly rows: readonly AlarmRow[] }) {
  const [note, setNote] = useState("");
  const [first] = rows;
  const count = rows.length === 1 && first !== undefined ? first.alarm.key : String(rows.length);
  return (
    <Dialog title={t("acknowledgeTitle", { count })} onClose={close}>
      <form
        class="asked"
        onSubmit={(event) => {
          event.preventDefault();
          choose(rows, false);
          void acknowledge(rows, note);
          close();
        }}
      >
        <ul class="few">
          {rows.map((row) => (
            <li key={nameOf(row)}>
              {row.alarm.key} <span class="site">{placeName(row.site)}</span>
            </li>
          ))}
        </ul>
        <label>
          {t("note")}
          <input value={note} maxLength={500} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <p class="faint">{t("recorded")}</p>
        <button type="submit">{t("acknowledge")}</button>
      </form>
    </Dialog>
  );
}

interface ShelveProps {
  readonly row: AlarmRow;
  readonly eventId: string | undefined;
}

function ShelveDialog({ row, eventId }: ShelveProps) {
  const { key, priority } = row.alarm;
  const [reason, setReason] = useState(row.alarm.shelved?.reason ?? "");
  const times = shelvingTimes(row.alarm);
  const [length, setLength] = useState<DurationMs | "oneShot">(times.at(1) ?? 0);
  const most = { most: age(longestShelvingOf(row.alarm)) };
  const submit = (event: Event): void => {
    event.preventDefault();
    const until = length === "oneShot" ? { oneShot: true } : { forMs: length };
    const seen = eventId === undefined || eventId === "" ? {} : { eventId };
    void order(row, "shelve", { reason: reason.trim(), ...until, ...seen });
    close();
  };
  return (
    <Dialog title={t("shelveTitle", { key })} onClose={close}>
      <form class="asked" onSubmit={submit}>
        <p>{t("shelveHelp")}</p>
        <label>
          {t("reason")}
          <input
            required
            pattern=".*\S.*"
            value={reason}
            maxLength={500}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <fieldset>
          <legend>{t("howLong")}</legend>
          {[...times, "oneShot" as const].map((one) => (
            <label key={one}>
              <input type="radio" name="length" checked={length === one} onChange={() => setLength(one)} />{" "}
              {one === "oneShot" ? t("oneShot") : age(one)}
            </label>
          ))}
        </fieldset>
        <p class="faint">{priority === "critical" ? t("mostCritical", most) : t("most", most)}</p>
        <button type="submit" disabled={reason.trim() === ""}>
          {t("shelve").replace("…", "")}
        </button>
      </form>
    </Dialog>
  );
}
