import { actuatorOf, described } from "../live/site.ts";
import { sites } from "../live/state.ts";
import { unitText } from "../texts/words.ts";

/** The unit of what an alarm watches: of its variable, or of the setpoint of its actuator. */
export function unitOf(
  site: string,
  { device, variable }: { readonly device: string; readonly variable: string },
): string {
  const known = sites.value[site];
  if (variable === "") return actuatorOf(known, device)?.setpoint?.unit ?? "";
  return unitText(described(known, `${device}/${variable}`).unit);
}
