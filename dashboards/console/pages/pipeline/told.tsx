import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { MonotonicMs } from "../../../../core/time.ts";
import { ask } from "../../api.ts";
import { serverGone, tick } from "../../live/state.ts";
import { age } from "../../texts/words.ts";
import { isFresh } from "./sums.ts";
import { t } from "./texts.ts";

/** The last answer, and when it came (performance.now); and why there is none since then, where the server could not say. */
export interface Told<T> {
  readonly value: T | undefined;
  readonly at: MonotonicMs;
  readonly error: string | undefined;
}

const askEvery = 5_000;
const never = () => false;

/**
 * Asks again and again. What was answered last is kept, with when that was: a refusal is no answer, so that nothing is said to
 * be empty of which nothing is known, unless `isAnswer` finds one in it.
 */
export function useTold<T>(path: string, isAnswer: (refusal: T) => boolean = never): Told<T> | undefined {
  const [told, setTold] = useState<Told<T> | undefined>();
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async (): Promise<void> => {
      const answer = await ask<T>(path);
      if (gone) return;
      const at = performance.now();
      const { value } = answer;
      if (answer.ok || (value !== undefined && isAnswer(value))) setTold({ value, at, error: undefined });
      else setTold((last) => ({ value: last?.value, at: last?.at ?? at, error: answer.error }));
      timer = setTimeout(() => void again(), askEvery);
    };
    void again();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [path, isAnswer]);
  return told;
}

/** Whether what was told still tells how things stand. */
export function stillTells({ at }: Pick<Told<unknown>, "at">): boolean {
  return isFresh(Math.max(0, tick.value - at), serverGone.value);
}

interface SectionProps<T> {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly told: Told<T> | undefined;
  readonly children: (value: T, fresh: boolean) => ComponentChildren;
}

/** One question to the server, how old its answer is, what it means, and the answer. */
export function Section<T>({ id, title, help, told, children }: SectionProps<T>) {
  const silence = told === undefined ? 0 : Math.max(0, tick.value - told.at);
  const fresh = told !== undefined && stillTells(told);
  return (
    <section class="card" aria-labelledby={id}>
      <div class="head">
        <h2 id={id}>{title}</h2>
        {fresh && told.value !== undefined ? <small>{t("told", { age: age(silence) })}</small> : null}
      </div>
      <p class="faint">{help}</p>
      {told === undefined ? <p aria-busy="true">{t("asking")}</p> : null}
      {told?.error === undefined ? null : (
        <p role="alert" class="bad">
          <span aria-hidden="true">✕</span> {t("failed", { error: told.error })}
        </p>
      )}
      {told?.value === undefined ? null : (
        <>
          {fresh ? null : (
            <p class="outdated">
              <span aria-hidden="true">◌</span> {t("old", { age: age(silence) })}
            </p>
          )}
          <div class={fresh ? "" : "old"}>{children(told.value, fresh)}</div>
        </>
      )}
    </section>
  );
}

/** What a person does about something that is not as it should be. */
export function ToDo({ children }: { readonly children: ComponentChildren }) {
  return (
    <p class="todo">
      <strong>{t("toDo")}</strong> {children}
    </p>
  );
}
