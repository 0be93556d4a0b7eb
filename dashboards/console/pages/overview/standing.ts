import { computed } from "@preact/signals";
import { isSilent } from "../../live/ages.ts";
import { alarmRows } from "../../live/alarms.ts";
import { region, titleOf } from "../../live/site.ts";
import { isOld, silenceOf, sites, tick, worldNow } from "../../live/state.ts";
import { needsOf } from "./needs.ts";
import { viabilityOf } from "./viability.ts";

const byTitle = new Intl.Collator();
const count = computed(() => Object.keys(sites.value).length);

/** How all of it stands, worked out once a second and when a site is first heard of: hundreds of sites send more often than that. */
export const standing = computed(() => {
  // Read so that this is worked out again when they change; the sites themselves are only looked at.
  void [tick.value, count.value];
  const all = Object.values(sites.peek());
  const own = all.filter(({ site }) => site !== region).sort((a, b) => byTitle.compare(titleOf(a), titleOf(b)));
  const regional = alarmRows(all.filter(({ site }) => site === region));
  const needs = needsOf(all, worldNow.value, (site) => isSilent(site.online, silenceOf(site)));
  return { needs, regional, viability: viabilityOf(own, (site, value) => !isOld(site, value)) };
});
