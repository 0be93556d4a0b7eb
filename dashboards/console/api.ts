import { useEffect, useState } from "preact/hooks";
import type { EpochMs } from "../../core/time.ts";
import { answerWords } from "./parts/answer-words.ts";
import { told } from "./texts/told.ts";

/** The outcome of an action, in words for the person who asked. */
export interface Outcome {
  readonly ok: boolean;
  readonly words: string;
}

/** What the server wants to see with every action of this login: proof that our own page sends it. */
let proof: Promise<Readonly<Record<string, string>>> | undefined;

async function proofOfOwnPage(): Promise<Readonly<Record<string, string>>> {
  const response = await fetch("/api/v1/me");
  const { csrf } = response.ok ? ((await response.json()) as { csrf?: string | null }) : {};
  return typeof csrf === "string" ? { "x-homeostat-csrf": csrf } : {};
}

const underWay = new Map<string, Promise<Outcome>>();

/** Sends one action to the server; never throws. The same one, asked for again before it is answered, is not sent twice. */
export function act(path: string, body: unknown): Promise<Outcome> {
  const json = JSON.stringify(body);
  const name = `${path} ${json}`;
  const sent = underWay.get(name) ?? send(path, json).finally(() => underWay.delete(name));
  underWay.set(name, sent);
  return sent;
}

async function send(path: string, body: string): Promise<Outcome> {
  try {
    proof ??= proofOfOwnPage();
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await proof) },
      body,
    });
    const answer = (await response.json()) as {
      error?: string;
      results?: { state: string; refusal?: string; detail?: string }[];
    };
    const last = answer.results?.at(-1);
    const words =
      answer.error ?? [last?.state, last?.refusal, last?.detail && told(last.detail)].filter(Boolean).join(": ");
    return { ok: response.ok, words: answerWords(words) };
  } catch {
    proof = undefined;
    return { ok: false, words: answerWords("unreached") };
  }
}

/** Which points are asked for. */
interface HistoryAsked {
  readonly site: string;
  /** `device/variable`. */
  readonly path: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** The recorded points of one variable: [epoch ms, value or null]. Empty when the server cannot say. */
export async function history({ site, path, from, to }: HistoryAsked): Promise<[number, number | null][]> {
  const [device, variable] = path.split("/");
  const query = new URLSearchParams({
    site,
    device: device ?? "",
    variable: variable ?? "",
    from: String(Math.floor(from)),
    to: String(Math.ceil(to)),
  });
  try {
    const response = await fetch(`/api/v1/history?${query}`);
    return response.ok ? ((await response.json()) as [number, number | null][]) : [];
  } catch {
    return [];
  }
}

/** What the server answered, or why not; its words may come with a refusal too. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly value?: T };

/** Asks the server something; never throws. What is undefined is not asked for. */
export async function ask<T>(
  path: string,
  query: Readonly<Record<string, string | number | undefined>> = {},
): Promise<Answer<T>> {
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  try {
    const response = await fetch(pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`);
    const value = (await response.json()) as T & { readonly error?: string };
    return response.ok ? { ok: true, value } : { ok: false, error: value.error ?? response.statusText, value };
  } catch (error) {
    return { ok: false, error: String(error) };
  }
}

/** Asks now and every few seconds while it is shown; undefined before the first answer. */
export function useAsked<T>(path: string, everyMs = 5_000): Answer<T> | undefined {
  const [answer, setAnswer] = useState<Answer<T> | undefined>();
  useEffect(() => {
    const again = (): void => void ask<T>(path).then(setAnswer);
    again();
    const timer = setInterval(again, everyMs);
    return () => clearInterval(timer);
  }, [path, everyMs]);
  return answer;
}
