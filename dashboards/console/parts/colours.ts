import { theme } from "../frame/preferences.ts";

/** Colours by their tokens: to ask for one makes the browser work out the styles of the whole page. */
const known = new Map<string, string>();
const forget = (): void => known.clear();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
theme.subscribe(forget);

/** Tells the colour of a token as a drawing can use it: a token that is one of light and dark is worked out, at this place. */
export function colourAt(place: HTMLElement): (token: string) => string {
  const probe = document.createElement("span");
  probe.hidden = true;
  place.append(probe);
  return (token) => {
    const colour = known.get(token);
    if (colour !== undefined) return colour;
    probe.style.color = `var(${token})`;
    const asked = getComputedStyle(probe).color;
    // A place that is not on the page has no colours.
    if (probe.isConnected) known.set(token, asked);
    return asked;
  };
}
