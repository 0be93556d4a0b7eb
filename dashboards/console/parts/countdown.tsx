import type { EpochMs } from "../../../core/time.ts";
import { worldNow } from "../live/state.ts";
import { countdown } from "../texts/words.ts";

/** How long until a moment, counting down while it is looked at. */
export function Countdown({ until }: { readonly until: EpochMs }) {
  return <span class="countdown">{countdown(until - worldNow.value)}</span>;
}
