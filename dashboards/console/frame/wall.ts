import { onWall, setQuery } from "./router.ts";

/** Hangs the page on the wall, the whole screen wide, or takes it off. */
export function toggleWall(): void {
  const leaving = onWall.value;
  setQuery({ wall: leaving ? undefined : "" });
  // A browser may refuse the whole screen: the wall then stands inside its window.
  if (leaving) void document.exitFullscreen?.().catch(() => undefined);
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
}
