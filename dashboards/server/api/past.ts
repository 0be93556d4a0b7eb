import { z } from "zod";
import { usualSettings } from "../performance/settings.ts";
import { route } from "../route.ts";
import {
  annotationsAnswer,
  eventsAnswer,
  happeningsAnswer,
  historyAnswer,
  performanceAnswer,
  whyAnswer,
} from "./answers.ts";
import { epochMs, happeningsQuery, id, pageLimit, variablePaths } from "./fields.ts";

const read = { method: "GET", least: "observer", cost: "store" } as const;

const forwards = ({ from, to }: { readonly from: number; readonly to: number }): boolean => from <= to;

/** What happened. */
export const eventsRoute = route({
  ...read,
  path: "/api/v1/events",
  words: "Alarms, decisions and gaps, oldest first; without any parameter the last that the desk holds.",
  query: z.strictObject({
    ...happeningsQuery,
    kind: z.enum(["alarm", "decision", "gap"]).optional(),
    limit: pageLimit.optional().describe("default 100"),
  }),
  answer: happeningsAnswer,
});

/** Stored decisions. */
export const decisionsRoute = route({
  ...read,
  path: "/api/v1/decisions",
  words: "Decisions, newest first.",
  query: z.strictObject({ ...happeningsQuery, limit: pageLimit.default(100) }),
  answer: eventsAnswer,
});

/** Stored gaps. */
export const gapsRoute = route({
  ...read,
  path: "/api/v1/gaps",
  words: "What was not measured, not kept or not accepted, newest first.",
  query: z.strictObject({ ...happeningsQuery, limit: pageLimit.default(100) }),
  answer: eventsAnswer,
});

/** The rows of one variable. */
export const historyRoute = route({
  ...read,
  cost: "heavy",
  path: "/api/v1/history",
  words: "The last 5000 rows of one variable in a time.",
  query: z
    .strictObject({ site: id, device: id, variable: id, from: epochMs, to: epochMs })
    .refine(forwards, "from: not after to"),
  answer: historyAnswer,
});

/** Why. */
export const whyRoute = route({
  ...read,
  path: "/api/v1/why",
  words: "The records behind an alarm, actuator or variable, in words, and what was around the newest decision.",
  query: z.strictObject({
    subject: z
      .string("say which: ?subject=pump-1 or ?subject=pump-1.pump-failed")
      .min(1, "expected an actuator, an alarm or a variable")
      .max(200),
    site: id.optional().describe("of which site; without it, whichever has it, and nothing of what was around it"),
    at: epochMs.optional().describe("epoch ms, as it stood then"),
  }),
  answer: whyAnswer,
});

/** Marks for a chart. */
export const annotationsRoute = route({
  ...read,
  cost: "heavy",
  path: "/api/v1/annotations",
  words: "Alarms, decisions and gaps of variables or of a whole site, as marks on a time axis.",
  query: z
    .strictObject({ v: variablePaths.optional(), site: id.optional(), from: epochMs, to: epochMs })
    .refine(({ v, site }) => (v === undefined) !== (site === undefined), "say v, or site")
    .refine(forwards, "from: not after to"),
  answer: annotationsAnswer,
});

const day = 86_400_000;

/** How the alarms served their operators. */
export const performanceRoute = route({
  ...read,
  cost: "heavy",
  path: "/api/v1/alarms/performance",
  words: "How the alarms served their operators: rates, floods, nuisances; the last 30 days unless asked, 92 at most.",
  query: z.strictObject({
    from: epochMs.optional().describe("default: 30 days before `to`"),
    to: epochMs.optional().describe("default: now"),
    site: id.optional(),
    chatterCount: z.coerce.number().int().min(2).max(100).default(usualSettings.chatterCount),
    chatterWithin: z.coerce.number().int().min(1000).max(day).default(usualSettings.chatterWithin),
    fleetingBelow: z.coerce.number().int().min(1000).max(day).default(usualSettings.fleetingBelow),
  }),
  answer: performanceAnswer,
});
