import type { MonotonicMs } from "../../core/time.ts";
import type { DeskInput, DeskState } from "./desk.ts";

/** The desk, or one site of it, as plain data; `heardAgo` is in milliseconds. */
export function picture(state: DeskState, now: MonotonicMs, only?: string) {
  const views = [...state.sites.values()].filter(({ site }) => only === undefined || site === only);
  const sites = views.map((view) => ({
    site: view.site,
    online: view.online ?? null,
    trouble: view.trouble ?? null,
    heardAgo: now - view.heardAt,
    definition: view.definition ?? null,
    values: [...view.values.values()],
    ranges: [...view.ranges.values()],
    viability: [...view.viability.values()],
    alarms: view.alarms,
    alarmsAt: view.alarmsAt ?? null,
    locks: view.locks,
    modes: view.modes,
  }));
  return { sites, events: state.events.filter(({ site }) => only === undefined || site === only) };
}

/** One change as the stream tells it. */
export function changeOf(input: Exclude<DeskInput, { kind: "values" }>): unknown {
  switch (input.kind) {
    case "online":
      return { site: input.site, online: input.online, trouble: input.trouble };
    case "alarms": {
      const { alarms, at, locks = [], modes = [] } = input.digest;
      return { site: input.site, alarms, locks, modes, at };
    }
    case "events":
    case "recalled":
      return { site: input.site, events: input.events };
    case "definition":
      return { site: input.site, definition: input.definition };
    case "nonce":
      return { site: input.site };
  }
}
