import { useEffect, useState } from "preact/hooks";
import type { MonotonicMs } from "../../../../core/time.ts";
import { ask } from "../../api.ts";
import { worldNow } from "../../live/state.ts";
import type { Series } from "./columns.ts";
import type { Mark } from "./marks.ts";
import { followed, type Window, type WindowAsked, windowOf } from "./span.ts";

/** What the server told of the chosen variables. */
export interface Recorded {
  readonly window: Window;
  /** By `SITE/DEVICE/VARIABLE`. */
  readonly series: Readonly<Record<string, Series>>;
  readonly marks: readonly Mark[];
  /** Local time (performance.now) of the answer. */
  readonly toldAt: MonotonicMs;
}

/** What is known while it is asked for: nothing yet, the answer, or the last one with why there is no newer. */
export interface Asking {
  readonly recorded: Recorded | undefined;
  readonly error: string | undefined;
}

/** About as many as a chart has pixels. */
const points = 1_200;
const leastPause = 5_000;
const mostPause = 120_000;
/** Orders to actuators are marked on charts of up to this length, ms: on longer ones they would cover all else. */
const longestOfDecisions = 2 * 86_400_000;

/** How long an answer stays fresh: about the time of two pixels. */
export function pauseFor({ from, to }: Window): number {
  return Math.min(mostPause, Math.max(leastPause, (2 * (to - from)) / points));
}

/** Asks for the readings and marks of variables over a time; again and again while the time moves on. */
export function useRecorded(variables: readonly string[], asked: WindowAsked): Asking {
  const [state, setState] = useState<Asking>({ recorded: undefined, error: undefined });
  const ready = worldNow.value > 0;
  useEffect(() => {
    if (!ready || variables.length === 0) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      const window = windowOf(asked, worldNow.peek());
      // The lines come first: the store works on both at once the slower.
      const answer = await record(variables, window);
      if (gone) return;
      setState(({ recorded }) =>
        typeof answer === "string"
          ? { recorded, error: answer }
          : { recorded: { ...answer, marks: recorded?.marks ?? [] }, error: undefined },
      );
      const told = await marksOf(variables, window);
      if (gone) return;
      setState(({ recorded, error }) => ({ recorded: recorded && { ...recorded, marks: told }, error }));
      if (followed(asked) !== undefined) timer = setTimeout(() => void again(), pauseFor(window));
    };
    void again();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [ready, variables.join(" "), asked.from, asked.to, asked.last]);
  return state;
}

interface SeriesAnswer {
  readonly series: readonly Series[];
}

async function record(variables: readonly string[], window: Window): Promise<Omit<Recorded, "marks"> | string> {
  const answer = await ask<SeriesAnswer>(`/api/v1/series?${queryOf(window, variables)}&points=${points}`);
  if (!answer.ok) return answer.error;
  const series = Object.fromEntries(
    answer.value.series.map((one) => [`${one.site}/${one.device}/${one.variable}`, one]),
  );
  return { window, series, toldAt: performance.now() };
}

/** Alarms and gaps of the variables, and what was decided at their sites. */
async function marksOf(variables: readonly string[], window: Window): Promise<readonly Mark[]> {
  const askMarks = async (query: string): Promise<readonly Mark[]> => {
    const answer = await ask<readonly Mark[]>(`/api/v1/annotations?${query}`);
    return answer.ok ? answer.value : [];
  };
  const places =
    window.to - window.from > longestOfDecisions ? [] : [...new Set(variables.map((id) => id.split("/")[0] ?? ""))];
  const [own, ...ofSites] = await Promise.all([
    askMarks(queryOf(window, variables)),
    ...places.map((site) => askMarks(`${queryOf(window, [])}&site=${encodeURIComponent(site)}`)),
  ]);
  const decisions = ofSites.flat().filter(({ kind, subject }) => kind === "decision" && !subject.includes("."));
  return [...own, ...decisions].sort((a, b) => a.at - b.at);
}

/** A time and variables as the API takes them. */
export function queryOf({ from, to }: Window, variables: readonly string[]): string {
  const pairs = [
    ...variables.map((id) => ["v", id]),
    ["from", String(Math.floor(from))],
    ["to", String(Math.ceil(to))],
  ];
  return new URLSearchParams(pairs).toString().replaceAll("%2F", "/");
}
