/** How many sites a picture shows, and how many of them have a level outside, unknown, or beyond the healthy band. */
export interface RegionPictureOptions {
  readonly sites: number;
  readonly outside: number;
  readonly unknown: number;
}

/** How many more are viable but no longer healthy, whatever else is asked for. */
const pressed = 9;

/** The live stream of a server that has heard of many sites, each with one level: the whole picture and one heartbeat. */
export function regionPicture({ sites, outside, unknown }: RegionPictureOptions): string {
  const now = Date.now();
  const all = Array.from({ length: sites }, (_, index) => {
    const site = `polder-${String(index).padStart(3, "0")}`;
    const blind = index >= outside && index < outside + unknown;
    const near = index >= outside + unknown && index < outside + unknown + pressed;
    const level = index < outside ? 11 + index : near ? 8 + index / 100 : 5;
    const about = { device: "site", variable: "level" };
    const told = { ...about, type: "Double", unit: "m", commons: "water", name: `Level ${index}`, maxAge: 3_600_000 };
    const range = { viableLow: 0, healthyLow: 2, target: 5, healthyHigh: 8, viableHigh: 10, version: "1" };
    const value = { path: "site/level", value: blind ? null : level, quality: blind ? "bad" : "good" };
    return {
      ...{ site, online: true, trouble: null, heardAgo: 0, alarmsAt: now, alarms: [], locks: [], modes: [] },
      definition: { site, place: { name: `Polder ${index}` }, variables: [told] },
      values: [{ ...value, reasons: blind ? ["comms"] : [], measuredAt: now }],
      ranges: [{ ...about, ...range, kind: "range", at: now, id: `r-${index}` }],
    };
  });
  const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  return event("picture", { sites: all, events: [] }) + event("now", { now, broker: true });
}
