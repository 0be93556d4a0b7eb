import type { Locator } from "playwright-core";
import type { StandingAlarm, StandingLock, StandingMode } from "../../core/wire/alarm-digest.ts";
import type { Goal } from "./hands.ts";

type Role = Parameters<Locator["getByRole"]>[0];

/** Something on the page, found by its role, its name, and what its text has in it; or by its text alone. */
export type Thing = { readonly inside?: Thing } & (
  | { readonly role: Role; readonly name?: string | RegExp; readonly has?: string | RegExp }
  | { readonly text: string | RegExp }
);

/** One step of a task. */
export type Step =
  | { readonly go: Goal }
  | { readonly press: Thing }
  /** Pressed, and sent to the site; `waits` is what says so until the site has answered. */
  | { readonly send: Thing; readonly waits: Thing }
  | { readonly write: string; readonly into: Thing }
  | { readonly see: Thing }
  /** Pressed, and kept as a file. */
  | { readonly keep: Thing }
  /** What must have come of it so far. */
  | { readonly done: Done };

/** Whether something was done. */
type Done = (effects: Effects) => Promise<boolean>;

/** What a site itself tells, as `/api/v1/sites` has it. */
export interface ToldSite {
  readonly site: string;
  readonly alarms: readonly StandingAlarm[];
  readonly locks: readonly StandingLock[];
  readonly modes: readonly StandingMode[];
  readonly values: readonly { readonly path: string; readonly value: number | null; readonly quality: string }[];
}

/** Where the effect of a task is looked for: not on the page on which it was done. */
export interface Effects {
  readonly at: (site: string) => Promise<ToldSite>;
  readonly get: <T>(path: string) => Promise<T>;
  /** Whether the page shows these words. */
  readonly shows: (words: string) => Promise<boolean>;
  /** The text of the file that was kept. */
  readonly file: string;
}

/** A task of an operator, from the overview on. */
export interface Task {
  /** Its heading in docs/operator.md. */
  readonly name: string;
  readonly steps: readonly Step[];
  readonly done: Done;
}

/** The site at which the tasks are done, and what is amiss there and elsewhere. */
export const site = "gemaal-oostpolder";
export const alarmKey = "pump-1.pump-failed";
export const silentGauge = { site: "school-de-linde", device: "co2", kind: "unplug" } as const;
/** What an operator writes, which the site must tell afterwards. */
export const words = { note: "driving there", override: "clearing weed", shelf: "waiting for parts", lock: "new seal" };

const needs = { role: "region", name: "What needs you now" } as const;
const kept = { role: "region", name: "What keeps its agreed ranges" } as const;
const alarm = { role: "article", name: alarmKey } as const;
const pump = { role: "article", name: "Pump 2" } as const;
const lock = { role: "article", name: "person-at-work" } as const;
const dialog = { role: "dialog" } as const;
const tileOf = (title: string): Thing => ({ role: "listitem", has: title, inside: kept });
const siteLink = (title: string): Thing => ({ role: "link", name: title, inside: tileOf(title) });
const waiting = (inside: Thing): Thing => ({ text: "sent…", inside });

interface Why {
  readonly records: readonly { readonly kind: string; readonly note?: string; readonly reason?: string }[];
}
const why = (subject: string): string => `/api/v1/why?subject=${subject}&site=${site}`;
const standing = ({ alarms }: ToldSite) => alarms.find(({ key }) => key === alarmKey);
const pump2 = ({ modes }: ToldSite) => modes.find(({ actuator }) => actuator === "pump-2");
const newestOf = ({ values }: ToldSite, path: string) => values.find((one) => one.path === path);

/** The ten tasks of docs/operator.md, in its order; each finds what those before it left. */
export const tasks: readonly Task[] = [
  {
    name: "See what needs me now",
    steps: [{ see: { role: "listitem", has: /pump-1\.pump-failed.*unacknowledged/s, inside: needs } }],
    done: async ({ at, shows }) => shows(standing(await at(site))?.response ?? "?"),
  },
  {
    name: "Acknowledge, and say what you do",
    steps: [
      { go: "alarms" },
      { press: { role: "button", name: "With a note…", inside: alarm } },
      { write: words.note, into: { role: "textbox", name: /Note/, inside: dialog } },
      { send: { role: "button", name: "Acknowledge", inside: dialog }, waits: waiting(alarm) },
      { see: { ...alarm, has: /acknowledged by operator/ } },
    ],
    done: async ({ at, get }) => {
      const { state, acknowledgedBy } = standing(await at(site)) ?? {};
      const { records } = await get<Why>(why(alarmKey));
      return (
        state === "acknowledged" && acknowledgedBy === "operator" && records.some(({ note }) => note === words.note)
      );
    },
  },
  {
    name: "Find out why a pump stopped",
    steps: [
      { press: siteLink("Gemaal Oostpolder") },
      { press: { role: "link", name: "Why? Pump 1" } },
      { see: { role: "heading", name: /pump-1/ } },
    ],
    done: async ({ get, shows }) => {
      const reason = (await get<Why>(why("pump-1"))).records.find(({ kind }) => kind === "decision")?.reason;
      return reason !== undefined && shows(reason);
    },
  },
  {
    name: "Take over a pump for a time",
    steps: [
      { press: siteLink("Gemaal Oostpolder") },
      { press: { text: "Override", inside: pump } },
      { write: words.override, into: { role: "textbox", name: "Reason", inside: pump } },
      { send: { role: "button", name: "Stop", inside: pump }, waits: waiting(pump) },
      { see: { ...pump, has: /override · operator.*lapses in/s } },
    ],
    done: async ({ at }) => {
      const told = await at(site);
      const { layer, override } = pump2(told) ?? {};
      const isStopped = newestOf(told, "vfd-2/running")?.value === 0;
      return layer === "override" && override?.by === "operator" && override.reason === words.override && isStopped;
    },
  },
  {
    name: "Give it back",
    steps: [
      {
        press: {
          role: "link",
          name: "Gemaal Oostpolder",
          inside: { role: "listitem", has: words.override, inside: needs },
        },
      },
      { send: { role: "button", name: "Give back", inside: pump }, waits: waiting(pump) },
      { see: { ...pump, has: "automatic" } },
    ],
    done: async ({ at }) => {
      const mode = pump2(await at(site));
      return mode !== undefined && mode.override === undefined;
    },
  },
  {
    name: "Shelve an alarm, with a reason",
    steps: [
      { go: "alarms" },
      { press: { role: "button", name: "Shelve…", inside: alarm } },
      { write: words.shelf, into: { role: "textbox", name: "Reason", inside: dialog } },
      { send: { role: "button", name: "Shelve", inside: dialog }, waits: waiting(alarm) },
      { see: { ...alarm, has: /shelved by operator until .*waiting for parts/s } },
    ],
    done: async ({ at }) => {
      const shelf = standing(await at(site))?.shelved;
      return shelf?.by === "operator" && shelf.reason === words.shelf;
    },
  },
  {
    name: "See whether data is old or missing",
    steps: [
      { press: siteLink("School De Linde") },
      { press: { text: "Levels and other values" } },
      { see: { role: "row", has: /co2\/co2.*bad/s } },
      { go: "pipeline" },
      { see: { role: "columnheader", name: "unexplained" } },
    ],
    done: async ({ at }) => newestOf(await at(silentGauge.site), "co2/co2")?.quality === "bad",
  },
  {
    name: "Look at a trend, and take it with you",
    steps: [
      { press: { role: "link", name: "Water level, polder side", inside: tileOf("Gemaal Oostpolder") } },
      { keep: { role: "link", name: "Export Water level, polder side as CSV" } },
    ],
    done: async ({ file }) => {
      const [head, ...rows] = file.trimEnd().split("\r\n");
      const own = new RegExp(`^\\d{4}-.*Z,[a-z-]+,${site},site,level-inside,m,-2\\.\\d+,good,`);
      return (
        head === "time,region,site,device,variable,unit,value,quality,reason" &&
        rows.length > 20 &&
        rows.every((row) => own.test(row))
      );
    },
  },
  {
    name: "Lock a machine for people at work",
    steps: [
      { press: siteLink("Gemaal Oostpolder") },
      { write: words.lock, into: { role: "textbox", name: "Reason", inside: lock } },
      { send: { role: "button", name: "Put on", inside: lock }, waits: waiting(lock) },
      { see: { ...lock, has: /locked by operator since .*new seal/s } },
      {
        done: async ({ at }) =>
          (await at(site)).locks.some(({ by, reason }) => by === "operator" && reason === words.lock),
      },
      { send: { role: "button", name: "Take off", inside: lock }, waits: waiting(lock) },
      { see: { ...lock, has: "not locked" } },
    ],
    done: async ({ at }) => (await at(site)).locks.length === 0,
  },
  {
    name: "Hand over the shift",
    steps: [
      { see: needs },
      { go: "alarms" },
      { see: { ...alarm, has: words.shelf } },
      { press: { role: "link", name: "Gemaal Oostpolder", inside: alarm } },
      { see: { ...lock, has: "not locked" } },
      { go: "pipeline" },
      { see: { role: "row", has: "Gemaal Oostpolder" } },
    ],
    done: async ({ get }) => {
      const books =
        await get<readonly { readonly boots: readonly { readonly unexplained: number }[] }[]>("/api/v1/books");
      return books.length > 0 && books.every(({ boots }) => boots.every(({ unexplained }) => unexplained === 0));
    },
  },
];
