import { z } from "zod";
import { askRows, type Instance, jsonOf } from "./instance.ts";

/** What a replay left in its store. */
export interface ReplaySummary {
  readonly region: string;
  readonly site: string;
  /** Stored values by path; a blank is stored too, as a reading without value. */
  readonly values: Readonly<Record<string, number>>;
  readonly alarms: { readonly raised: number; readonly cleared: number };
  /** Of all boots together. */
  readonly books: z.infer<typeof countsSchema>;
}

const countsSchema = z.object({
  assigned: z.number(),
  stored: z.number(),
  refused: z.number(),
  gaps: z.number(),
  inFlight: z.number(),
  unexplained: z.number(),
});
const booksSchema = z.array(z.object({ region: z.string(), boots: z.array(countsSchema) }));
const alarmSchema = z.object({ transition: z.string() });

/** Asks a running instance what it has of one site. */
export async function summarize(instance: Instance, region: string, site: string): Promise<ReplaySummary> {
  const where = `WHERE region = '${region}' AND site = '${site}'`;
  const counts = await askRows(instance, `SELECT count(value) FROM reading ${where} GROUP BY device, variable`);
  const alarms = await askRows(instance, `SELECT body FROM alarm ${where}`);
  const transitions = alarms.map(({ body }) => alarmSchema.parse(JSON.parse(String(body))).transition);
  const books = booksSchema.parse(jsonOf(await instance.get("/api/v1/books", { site })));
  const boots = books.filter((one) => one.region === region).flatMap((one) => one.boots);
  const total = (of: keyof typeof countsSchema.shape): number => boots.reduce((sum, boot) => sum + boot[of], 0);
  const raised = transitions.filter((one) => one === "raise" || one === "reRaise").length;
  const cleared = transitions.filter((one) => one === "clear").length;
  return {
    region,
    site,
    values: Object.fromEntries(
      counts.map(({ device, variable, count }) => [`${String(device)}/${String(variable)}`, Number(count)]),
    ),
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

/** A summary for people. */
export function summaryInWords({ region, site, values, alarms, books }: ReplaySummary): string {
  const paths = Object.entries(values).map(([path, count]) => `  ${path}\t${count} values`);
  const { stored, refused, gaps, inFlight, unexplained } = books;
  return [
    `${region}/${site}: ${stored} readings stored`,
    ...paths,
    `  alarms\t${alarms.raised} raised, ${alarms.cleared} cleared`,
    `  books\t${refused} refused, ${gaps} in gap records, ${inFlight} in flight, ${unexplained} unexplained`,
    "",
  ].join("\n");
}
