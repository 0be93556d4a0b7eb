import { z } from "zod";
import { parseDuration } from "../../../core/time.ts";
import { route } from "../route.ts";
import {
  alarmLinesAnswer,
  alarmsAnswer,
  booksAnswer,
  pictureAnswer,
  qualityWord,
  variablesAnswer,
  viabilityAnswer,
} from "./answers.ts";
import { id, pageLimit, variablePath } from "./fields.ts";

const read = { method: "GET", least: "observer", cost: "light" } as const;

/** The whole picture. */
export const sitesRoute = route({
  ...read,
  path: "/api/v1/sites",
  words: "Every site as it stands, and the last events.",
  answer: pictureAnswer,
});

/** Standing alarms. */
export const alarmsRoute = route({
  ...read,
  path: "/api/v1/alarms",
  words: "Every alarm that is not normal.",
  query: z.strictObject({ site: id.optional(), priority: z.enum(["critical", "high", "medium", "low"]).optional() }),
  answer: alarmsAnswer,
});

/** Standing alarms as a person can take them in. */
export const alarmLinesRoute = route({
  ...read,
  path: "/api/v1/alarms/lines",
  words: "The alarms that stand and are not shelved in ten lines, each under the one that came first.",
  answer: alarmLinesAnswer,
});

/** The books. */
export const booksRoute = route({
  ...read,
  cost: "store",
  path: "/api/v1/books",
  words: "What became of every reading, boot by boot.",
  query: z.strictObject({ site: id.optional() }),
  answer: booksAnswer,
});

/** Every variable. */
export const variablesRoute = route({
  ...read,
  path: "/api/v1/variables",
  words: "Every variable with its newest value, its range and its age, by site, device and variable.",
  query: z.strictObject({
    region: id.optional(),
    site: id.optional(),
    commons: id.optional(),
    quality: qualityWord.optional(),
    limit: pageLimit.default(1000),
    after: variablePath.optional().describe("for the next page: the last variable of this one"),
  }),
  answer: variablesAnswer,
});

/** How far everything is inside its agreed ranges. */
export const viabilityRoute = route({
  ...read,
  path: "/api/v1/viability",
  words: "How far region, sites and their commons are inside their agreed ranges.",
  query: z.strictObject({ region: id.optional(), site: id.optional(), commons: id.optional() }),
  answer: viabilityAnswer,
});

/** The live stream. */
export const streamRoute = route({
  ...read,
  path: "/api/v1/stream",
  words:
    "Server-sent events: the whole picture, then each change; with `rate` each variable once in that time at most.",
  query: z.strictObject({
    rate: z
      .string()
      .max(20)
      .refine((text) => inRange(parseDuration(text)), "expected a duration from 100ms to 1h")
      .optional()
      .describe("such as 1s"),
    site: id.optional(),
  }),
  answer: "text/event-stream",
});

function inRange(duration: number | undefined): boolean {
  return duration !== undefined && duration >= 100 && duration <= 3_600_000;
}
