import { z } from "zod";
import type { DurationMs } from "../core/time.ts";
import type { Survey } from "../gateway/replay/survey.ts";
import { askRows, type Instance, jsonOf } from "./instance.ts";
import { siteBooksSchema } from "./site-books.ts";

type Count = "assigned" | "stored" | "refused" | "gaps" | "inFlight" | "unexplained";

/** What a recording holds, and what of it was passed over. */
export interface SurveyedRecording extends Survey {
  /** Rows that could not be read and were left out, as the map wants it. */
  readonly badRows: number;
  /** `file:line: what is wrong`. */
  readonly firstBadRow: string | null;
}

/** What a replay played, and what it left in its store. */
export interface ReplaySummary {
  readonly recording: SurveyedRecording;
  readonly region: string;
  readonly site: string;
  /** Stored values by path; readings without value are stored too, and not counted here. */
  readonly values: Readonly<Record<string, number>>;
  readonly alarms: { readonly raised: number; readonly cleared: number };
  /** Of all boots together. */
  readonly books: Readonly<Record<Count, number>>;
}

const alarmSchema = z.object({ transition: z.string() });

/** Asks a running instance what it has of a recording that was played as this site. */
export async function summarize(
  instance: Instance,
  recording: SurveyedRecording,
  { region, site }: { readonly region: string; readonly site: string },
): Promise<ReplaySummary> {
  const where = `WHERE region = '${region}' AND site = '${site}'`;
  const alarms = await askRows(instance, `SELECT body FROM alarm ${where}`);
  const transitions = alarms.map(({ body }) => alarmSchema.parse(JSON.parse(String(body))).transition);
  const books = siteBooksSchema.parse(jsonOf(await instance.get("/api/v1/books", { site })));
  const boots = books.filter((one) => one.region === region).flatMap((one) => one.boots);
  const total = (of: Count): number => boots.reduce((sum, boot) => sum + boot[of], 0);
  const raised = transitions.filter((one) => one === "raise" || one === "reRaise").length;
  const cleared = transitions.filter((one) => one === "clear").length;
  return {
    recording,
    region,
    site,
    values: await valuesOf(instance, where, recording),
    alarms: { raised, cleared },
    books: {
      assigned: total("assigned"),
      stored: total("stored"),
      refused: total("refused"),
      gaps: total("gaps"),
      inFlight: total("inFlight"),
      unexplained: total("unexplained"),
    },
  };
}

/** A store keeps a table for each day: years of them are too much for one query. */
const longestQuery: DurationMs = 200 * 86_400_000;

async function valuesOf(instance: Instance, where: string, { from, to }: Survey): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (let at = from; at <= to; at += longestQuery) {
    const stretch = `${where} AND time >= ${at}ms AND time < ${Math.min(at + longestQuery, to + 1)}ms`;
    const counts = await askRows(instance, `SELECT count(value) FROM reading ${stretch} GROUP BY device, variable`);
    for (const { device, variable, count } of counts) {
      const path = `${String(device)}/${String(variable)}`;
      values[path] = (values[path] ?? 0) + Number(count);
    }
  }
  return values;
}

/** A summary for people. */
export function summaryInWords({ recording, region, site, values, alarms, books }: ReplaySummary): string {
  const { readings, withoutValue, from, to, badRows, firstBadRow } = recording;
  const iso = (at: number): string => new Date(at).toISOString();
  const skipped = firstBadRow === null ? [] : [`  ${badRows} rows passed over, the first: ${firstBadRow}`];
  const paths = Object.entries(values).map(([path, count]) => `  ${path}\t${count} values`);
  const { stored, refused, gaps, inFlight, unexplained } = books;
  return [
    `${readings} readings from ${iso(from)} to ${iso(to)}, ${withoutValue} without value`,
    ...skipped,
    `${region}/${site}: ${stored} readings stored`,
    ...paths,
    `  alarms\t${alarms.raised} raised, ${alarms.cleared} cleared`,
    `  books\t${refused} refused, ${gaps} in gap records, ${inFlight} in flight, ${unexplained} unexplained`,
    "",
  ].join("\n");
}
