import { effect, signal } from "@preact/signals";
import { allLanguages, chosenLanguage, language } from "../texts/texts.ts";

/** How the page is coloured: by the system's wish unless somebody chose. */
export type Theme = "system" | "light" | "dark";
/** Every way to colour the page. */
export const themes: readonly Theme[] = ["system", "light", "dark"];
/** How the page is coloured now. */
export const theme = signal<Theme>("system");
/** Whether single keys lead somewhere; those who speak to their machine may not want it. */
export const shortcutsOn = signal(true);

/** Takes up what was chosen in this browser before, and keeps what will be chosen. */
export function keepPreferences(): void {
  const one = <T extends string>(all: readonly T[], name: string): T | undefined =>
    all.find((choice) => choice === kept(name));
  language.value = one(allLanguages, "language") ?? chosenLanguage(navigator.languages);
  theme.value = one(themes, "theme") ?? "system";
  shortcutsOn.value = kept("shortcuts") !== "off";
  effect(() => {
    document.documentElement.lang = language.value;
  });
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
  });
}

/** Chooses, now and for the next visits. */
export function choose(change: { language?: typeof language.value; theme?: Theme; shortcuts?: boolean }): void {
  if (change.language !== undefined) language.value = keep("language", change.language);
  if (change.theme !== undefined) theme.value = keep("theme", change.theme);
  if (change.shortcuts !== undefined) {
    shortcutsOn.value = change.shortcuts;
    keep("shortcuts", change.shortcuts ? "on" : "off");
  }
}

/** Undefined also where the browser keeps nothing for us. */
function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(`homeostat.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep<T extends string>(name: string, value: T): T {
  try {
    localStorage.setItem(`homeostat.${name}`, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  return value;
}
