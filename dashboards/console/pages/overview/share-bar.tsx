import { number } from "../../texts/words.ts";
import { t } from "./texts.ts";
import type { Share } from "./viability.ts";

/** How much is outside and how much is unknown, as a bar and in words; the rest is inside. */
export function ShareBar({ share: { variables, outside, unknown } }: { readonly share: Share }) {
  const part = (count: number): string => `${(100 * count) / Math.max(1, variables)}%`;
  return (
    <div class="share">
      <div class="share-bar" aria-hidden="true">
        <span class="inside" style={{ width: part(variables - outside - unknown) }} />
        <span class="unknown" style={{ width: part(unknown) }} />
        <span class="outside" style={{ width: part(outside) }} />
      </div>
      <span>
        <span class={outside > 0 ? "bad" : "faint"}>
          {outside > 0 ? "✕ " : ""}
          {t("outside", { outside: number(outside), variables: number(variables) })}
        </span>
        {unknown > 0 ? <span class="unknown-words"> · ◌ {t("unknown", { count: number(unknown) })}</span> : null}
      </span>
    </div>
  );
}
