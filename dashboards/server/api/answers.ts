import { z } from "zod";
import { alarmDigestSchema } from "../../../core/wire/alarm-digest.ts";
import { bootBooksSchema } from "../../../core/wire/books.ts";
import { resultSchema } from "../../../core/wire/command.ts";
import { definitionSchema } from "../../../core/wire/definition.ts";
import { eventSchema } from "../../../core/wire/events.ts";

const [, , , rangeSchema, viabilitySchema] = eventSchema.options;
const standingAlarm = alarmDigestSchema.shape.alarms.element;
const standingLock = alarmDigestSchema.shape.locks.unwrap().element;
const standingMode = alarmDigestSchema.shape.modes.unwrap().element;

/** How far a value may be trusted. */
export const qualityWord = z.enum(["good", "uncertain", "bad"]);

const liveValue = z.object({
  path: z.string().describe("device/variable"),
  value: z.number().nullable(),
  quality: qualityWord,
  measuredAt: z.number(),
});

/** One happening of one site. */
const happening = z.object({ site: z.string(), event: eventSchema });

/** Everything that stands on the desk. */
export const pictureAnswer = z.object({
  sites: z.array(
    z.object({
      site: z.string(),
      online: z.boolean().nullable(),
      trouble: z.string().nullable().describe("why its spool cannot write"),
      heardAgo: z.number().describe("ms since anything was heard"),
      definition: definitionSchema.nullable(),
      values: z.array(liveValue),
      ranges: z.array(rangeSchema),
      viability: z.array(viabilitySchema),
      alarms: z.array(standingAlarm),
      alarmsAt: z.number().nullable(),
      locks: z.array(standingLock),
      modes: z.array(standingMode).describe("what decides over each actuator"),
    }),
  ),
  events: z.array(happening),
});

/** Standing alarms, each with its site. */
export const alarmsAnswer = z.array(standingAlarm.extend({ site: z.string() }));

const listedAlarm = z.object({ site: z.string(), alarm: standingAlarm });

/** Lines of alarms, each under the one that came first. */
export const alarmLinesAnswer = z.array(z.object({ first: listedAlarm, others: z.array(listedAlarm) }));

/** What became of every reading. */
export const booksAnswer = z.array(z.object({ region: z.string(), site: z.string(), boots: z.array(bootBooksSchema) }));

/** Stored events; null for one whose record cannot be read. */
export const eventsAnswer = z.array(eventSchema.nullish());

/** Happenings of sites, oldest first. */
export const happeningsAnswer = z.array(happening);

/** Time and value. */
export const historyAnswer = z.array(z.tuple([z.number(), z.number().nullable()]));

/** Records and what they say. */
export const whyAnswer = z.object({
  subject: z.string(),
  records: z.array(eventSchema),
  words: z.array(z.string()),
  next: z.number().nullable().describe("when it was decided on next"),
  ranges: z.array(rangeSchema).describe("in force then, of what the newest decision rested on"),
  around: z
    .array(eventSchema)
    .describe("alarms, overrides and locks of that site, a quarter of an hour before and after"),
  rested: z.array(eventSchema).describe("for a variable: decisions that rested on it, newest first"),
});

/** What the site answered. */
export const orderAnswer = z.object({
  id: z.string(),
  site: z.string(),
  results: z.array(resultSchema),
});

/** Whether it can do its job. */
export const readyAnswer = z.object({
  parts: z.array(z.object({ part: z.string(), ok: z.boolean(), detail: z.string().optional() })),
});

/** It was done. */
export const doneAnswer = z.object({ ok: z.boolean() });

/** Rates, floods and nuisances of alarms; its parts are in docs/alarm-philosophy.md. */
export const performanceAnswer = z.looseObject({
  from: z.number(),
  to: z.number(),
  figures: z.array(z.looseObject({ figure: z.string(), value: z.number().nullable() })),
  standing: z.record(z.string(), z.number()).describe("by priority"),
});

const range = rangeSchema.omit({ kind: true, at: true, id: true, device: true, variable: true });

/** Variables as they stand. */
export const variablesAnswer = z.array(
  z.object({
    site: z.string(),
    device: z.string(),
    variable: z.string(),
    name: z.string().nullable(),
    unit: z.string(),
    commons: z.string(),
    value: z.number().nullable(),
    quality: qualityWord.nullable().describe("null when nothing was heard of it"),
    reasons: z.array(z.string()),
    measuredAt: z.number().nullable(),
    age: z.number().nullable().describe("ms of world time"),
    range: range.nullable(),
    margin: z.number().nullable().describe("1 healthy, 0 at the viable bound, below outside"),
  }),
);

const worst = z.object({ site: z.string(), device: z.string(), variable: z.string(), margin: z.number() }).nullable();
const counts = {
  variables: z.number().describe("with an agreed range"),
  outside: z.number(),
  unknown: z.number(),
  worst,
};

/** Region, sites, commons. */
export const viabilityAnswer = z.object({
  region: z.string(),
  ...counts,
  sites: z.array(
    z.object({
      site: z.string(),
      name: z.string().nullable(),
      online: z.boolean().nullable(),
      ...counts,
      commons: z.array(z.object({ commons: z.string(), at: z.number(), ...counts })),
    }),
  ),
});

/** Marks on a time axis. */
export const annotationsAnswer = z.array(
  z.object({
    kind: z.enum(["alarm", "decision", "gap"]),
    at: z.number(),
    until: z.number().nullable().describe("null for a moment, and for an alarm that stands"),
    site: z.string(),
    subject: z.string(),
    priority: z.string().nullable(),
    words: z.string(),
    value: z.number().nullable().describe("of an alarm what it was raised at, of a decision what was ordered"),
    limit: z.number().nullable().describe("of an alarm"),
    reason: z.string().nullable().describe("of a decision and a gap"),
    count: z.number().nullable().describe("readings that a gap stands for"),
  }),
);

const column = z.array(z.number().nullable());

/** Readings in columns of equal length. */
export const seriesAnswer = z.object({
  from: z.number(),
  to: z.number(),
  series: z.array(
    z.object({
      site: z.string(),
      device: z.string(),
      variable: z.string(),
      unit: z.string(),
      name: z.string().nullable(),
      form: z.enum(["readings", "buckets"]),
      width: z.number().nullable().describe("of a bucket, ms"),
      time: z.array(z.number()),
      min: column,
      max: column,
      mean: column,
      count: z.array(z.number()),
      quality: column.describe("the worst: 192 good, 64 uncertain, 0 bad, null nothing"),
    }),
  ),
});
