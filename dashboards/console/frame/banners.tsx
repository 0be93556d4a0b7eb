import { brokerConnected, loggedOut, serverGone, serverSilence } from "../live/state.ts";
import { wholeAge } from "../texts/words.ts";
import { t } from "./texts.ts";

/** Says so when all that is shown may be old, and how old. */
export function Banners() {
  const words = trouble();
  if (words === undefined) return null;
  return (
    <p role="alert" class="banner">
      <span aria-hidden="true">✕</span> {words}
    </p>
  );
}

function trouble(): string | undefined {
  const blanks = { age: wholeAge(serverSilence.value) };
  if (loggedOut.value) return t("loggedOut");
  if (serverGone.value) return t("disconnected", blanks);
  return brokerConnected.value ? undefined : t("brokerAway", blanks);
}
