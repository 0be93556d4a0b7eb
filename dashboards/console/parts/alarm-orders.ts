import { signal } from "@preact/signals";
import { act } from "../api.ts";
import type { AlarmRow } from "../live/alarms.ts";
import { t } from "./texts.ts";

/** What became of what was asked, for each occurrence of an alarm. */
const outcomes = signal<Readonly<Record<string, string>>>({});

type AlarmAction = "acknowledge" | "shelve" | "unshelve" | "reset";

/** The event changes with an acknowledge; the onset stays as long as this is the same occurrence. */
function occurrence({ site, alarm }: AlarmRow): string {
  return `${site} ${alarm.key} ${alarm.onset}`;
}

/** What became of the last action on an alarm; empty where nothing was asked. */
export function outcomeOf(row: AlarmRow): string {
  return outcomes.value[occurrence(row)] ?? "";
}

/** Sends one action on one alarm to its site and tells beside it what became of it; whether it was done. */
export async function order(row: AlarmRow, action: AlarmAction, body: object = {}): Promise<boolean> {
  const say = (words: string): void => {
    outcomes.value = { ...outcomes.value, [occurrence(row)]: words };
  };
  say(t("sent"));
  const path = `/api/v1/alarms/${encodeURIComponent(row.alarm.key)}/${action}`;
  const { ok, words } = await act(path, { site: row.site, ...body });
  say(words);
  return ok;
}

/** Acknowledges what was seen, each for itself. */
export async function acknowledge(rows: readonly AlarmRow[], note = ""): Promise<void> {
  const said = note.trim();
  const body = said === "" ? {} : { note: said };
  await Promise.all(rows.map((row) => order(row, "acknowledge", { eventId: row.alarm.eventId, ...body })));
}
