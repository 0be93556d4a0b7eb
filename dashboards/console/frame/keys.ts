import { useEffect } from "preact/hooks";
import { homeOf } from "./nav.tsx";
import { shortcutsOn } from "./preferences.ts";
import { go } from "./router.ts";
import { type Asked, press } from "./shortcuts.ts";
import { toggleWall } from "./wall.ts";

/** Listens for shortcuts while the frame is shown; nothing typed into a field or an open dialog is one. */
export function useShortcuts(help: () => void): void {
  useEffect(() => {
    let going = false;
    const listen = (event: KeyboardEvent): void => {
      if (!shortcutsOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "Shift") return;
      const step = press(going, event.key);
      going = step.going;
      if (step.asked !== undefined) answer(step.asked, help);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function answer(asked: Asked, help: () => void): void {
  if (asked.kind === "help") help();
  else if (asked.kind === "wall") toggleWall();
  else go(homeOf(asked.page));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]") !== null;
}
