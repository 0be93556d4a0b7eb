import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { KnownSite } from "./known.ts";
import { type Language, type Say, saying } from "./language.ts";
import { type Links, linksIn } from "./links.ts";
import { type Mappings, mappingsIn } from "./states.ts";

/** What every panel is built with: a language, and the sites whose files were read. Without any, the boards fit every site. */
export interface Kit {
  readonly language: Language;
  readonly say: Say;
  readonly mappings: Mappings;
  readonly links: Links;
  readonly sites: readonly KnownSite[];
}

/** The kit of a language. */
export function kitFor(language: Language, sites: readonly KnownSite[] = []): Kit {
  const say = saying(language);
  return { language, say, mappings: mappingsIn(say), links: linksIn(say), sites };
}

/** A panel at its place: `id` is what links and alert rules name it by and never changes; width of 24, height in grid rows. */
export interface Placed {
  readonly id: number;
  readonly w: number;
  readonly h: number;
  readonly panel: Panel;
}

/** Gives a built panel its number and size. */
export function placed(id: number, [w, h]: readonly [w: number, h: number], panel: Panel): Placed {
  return { id, w, h, panel };
}
