import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sitesAt } from "../../cli/io/load-files.ts";
import { knownSites } from "../../cli/known-sites.ts";
import { type AskedQuery, queriesOf } from "../../dashboards/grafana/asked.ts";
import { boardFiles } from "../../dashboards/grafana/boards.ts";
import { asSent, type BoardMoment } from "../../dashboards/grafana/macros.ts";
import {
  type Influxd,
  type InfluxResult,
  type InfluxSeries,
  type MeasuredRow,
  startInfluxd,
} from "../support/influxd.ts";
import { sameResults } from "../support/query-compare.ts";
import { duckdbStore, type QueryStore } from "../support/query-stores.ts";
import { minutePace, type SimulatedCommons, simulatedCommons } from "../support/simulated-commons.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const example = knownSites(sitesAt(join(import.meta.dirname, "../../examples/lage-landen")));
const asked = [...boardFiles("en"), ...boardFiles("en", example)].flatMap(({ board }) =>
  queriesOf(board).map((one) => ({ ...one, of: `${board.uid} ${one.of}` })),
);
/** Boards with the names and units of site files ask some more than the boards for any site; the rest they ask alike. */
const ofBoards = [...new Map(asked.map((one) => [`${one.of} ${one.query}`, one])).values()];
const rules = readFileSync(
  join(import.meta.dirname, "../../dashboards/grafana/provisioning/alerting/homeostat.yaml"),
  "utf8",
);
const ofRules = [...rules.matchAll(/^ *query: (.+)$/gm)].map(([, query = ""], index) => ({
  ...{ of: `rule ${index + 1}`, query: query.replaceAll("$$", "$"), format: "time_series" as const },
}));
const queries: readonly AskedQuery[] = [...ofBoards, ...ofRules];
/** In its last six hours nothing is decided or cleared at some sites, no reading was late and none changed its quality. */
const withoutRowsAtLast = (query: string): boolean =>
  /FROM "(decision|alarm_span)" WHERE|min\("quality"\)|count\("received"\)/.test(query);
/** Added up in another order, the last digits may differ. */
const rounded = ["value", "total"];

/** One reading that the gateway had late: none is, in the simulated day. */
const late = ({ from }: SimulatedCommons): MeasuredRow => ({
  time: from + 30_001,
  tags: { region: "lage-landen", site: "gemaal-oostpolder", device: "io", variable: "door", commons: "water" },
  fields: { value: 0, received: from + 40_000 },
});

/** The latest value of a device is not shown, only its time: which variable's it is, both stores leave open. */
function timesAlone(results: readonly InfluxResult[]): readonly InfluxResult[] {
  return results.map(({ series = [], ...result }) => ({
    ...result,
    series: series.map((one) =>
      one.columns[1] === "seen" ? { ...one, values: one.values.map(([time]) => [time ?? null, 0]) } : one,
    ),
  }));
}

/** Whether an answer is what Grafana's data source makes series, tables or choices of. */
function isShaped(results: readonly InfluxResult[], format: AskedQuery["format"]): boolean {
  const [{ series = [] } = {}, ...others] = results;
  if (others.length > 0) return false;
  return series.every(({ columns, values }) => {
    if (format === "values")
      return columns.join() === "key,value" && values.every(([, value]) => typeof value === "string");
    const timed = values.every(([time, ...cells]) => Number.isSafeInteger(time) && cells.length === columns.length - 1);
    return columns[0] === "time" && columns.length > 1 && timed;
  });
}

describe("every query of every board, on the embedded store and on InfluxDB 1.6", () => {
  let commons: SimulatedCommons;
  let influxd: Influxd;
  let duckdb: QueryStore;

  beforeAll(async () => {
    commons = await simulatedCommons(day, minutePace);
    influxd = await startInfluxd();
    await influxd.createDatabase("homeostat");
    const rows = [...commons.rows, late(commons)];
    await influxd.write("homeostat", rows);
    duckdb = await duckdbStore(rows);
  }, 900_000);
  afterAll(async () => {
    await duckdb?.close();
    await influxd?.stop();
  });

  const main = ["level-inside", "power-quarter", "current-worst", "soc", "frequency", "co2-quarter", "pm25-day"];
  const everything = { region: ".*", site: ".*", main, variable: ".*", other: ".*", actuator: ".*" };
  /** With the buckets that Grafana takes for a plot 1,500 px wide. */
  const moments: readonly [string, (commons: SimulatedCommons) => BoardMoment][] = [
    ["the last day of all sites", ({ from, to }) => ({ from, to, interval: minute, variables: everything })],
    [
      "the last six hours of all sites",
      ({ to }) => ({ from: to - 6 * hour, to, interval: 15_000, variables: everything }),
    ],
    [
      "a day of some sites, buckets of five minutes",
      ({ from, to }) => ({
        ...{ from, to, interval: 5 * minute },
        variables: {
          region: "lage-landen",
          site: ["gemaal-oostpolder", "buurtaccu-de-meent", "school-de-linde"],
          main: ["level-inside", "soc", "co2-quarter"],
          variable: ["level-inside", "soc", "co2-quarter"],
          other: ["rain", "power", "co2"],
          actuator: ["pump-1", "battery", "fan"],
        },
      }),
    ],
  ];

  it.each(moments)(
    "%s: rows of the right shape, the same from both",
    async (_, momentOf) => {
      const moment = momentOf(commons);
      const empty: string[] = [];
      for (const { of, query, format } of queries) {
        const sent = asSent(query, moment);
        const theirs = timesAlone(await influxd.query("homeostat", sent));
        const ours = timesAlone(await duckdb.query(sent, moment.to));
        expect(isShaped(ours, format), `${of}: ${sent}\n${JSON.stringify(ours).slice(0, 600)}`).toBe(true);
        const shown = [theirs, ours].map((results) => JSON.stringify(results).slice(0, 1_500)).join("\n");
        expect(sameResults(theirs, ours, rounded), `${of}: ${sent}\n${shown}`).toBe(true);
        if ((ours[0]?.series ?? []).length === 0) empty.push(query);
      }
      const isWholeDay = moment.to - moment.from === day;
      expect(empty.filter((query) => isWholeDay || !withoutRowsAtLast(query))).toEqual([]);
      expect([ofBoards.length > 80, ofRules.length]).toEqual([true, 2]);
    },
    600_000,
  );

  const namesOf = async (name: string, variables: BoardMoment["variables"]): Promise<readonly string[]> => {
    const found = queries.find(({ of }) => of === `homeostat-water variable ${name}`);
    const sent = asSent(found?.query ?? "", { ...commons, interval: minute, variables });
    const [theirs, ours] = [await influxd.query("homeostat", sent), await duckdb.query(sent, commons.to)];
    expect(sameResults(theirs, ours, rounded), sent).toBe(true);
    return (ours[0]?.series?.[0]?.values ?? []).map(([, value]) => String(value));
  };

  it("the water board lists sites and variables of water whatever they are called, those that matter first", async () => {
    const site = await namesOf("site", everything);
    expect(site).toEqual(["gemaal-oostpolder"]);
    const chosen = { ...everything, site: ["gemaal-oostpolder"] };
    expect(await namesOf("main", chosen)).toEqual(["level-inside"]);
    const first = await namesOf("variable", { ...chosen, main: ["level-inside", "soc"] });
    expect(first).toEqual(["level-inside"]);
    const others = await namesOf("other", { ...chosen, main: ["level-inside"] });
    expect([others.includes("rain"), others.includes("soc"), others.includes("level-inside")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await namesOf("actuator", chosen)).toEqual(["pump-1", "pump-2", "siren", "start-horn"]);
    const none = { ...chosen, main: [] };
    expect(await namesOf("variable", none)).toEqual([]);
    expect(await namesOf("other", none)).toEqual([...others, "level-inside"].sort());
  });

  const levelPanel = (refId: string): string => {
    const found = queries.find(({ of }) => of === `homeostat-water panel 20 ${refId}`);
    if (found === undefined) throw new Error(`the level's panel has no query ${refId}`);
    return found.query;
  };
  const level = { ...everything, variable: ["level-inside"] };
  const shown = async (query: string, from: number, interval: number): Promise<InfluxSeries> => {
    const sent = asSent(query, { from, to: commons.to, interval, variables: level });
    const [{ series = [] } = {}] = await duckdb.query(sent, commons.to);
    expect(series.length).toBe(1);
    return series[0] as InfluxSeries;
  };

  it.each([
    ["a day", day, minute],
    ["six hours", 6 * hour, 15_000],
  ])("the level over %s: a bucket for each step, empty ones while its gateway was down", async (_, span, interval) => {
    const from = commons.to - span;
    const { values } = await shown(levelPanel("A"), from, interval);
    expect(values.map(([time]) => time)).toEqual(
      Array.from({ length: span / interval + 1 }, (__, index) => from + index * interval),
    );
    const [downFrom, downUntil] = [commons.from + 0.7 * day, commons.from + 0.8 * day];
    const isFull = ([, value]: readonly unknown[]): boolean => typeof value === "number";
    const meanwhile = values.filter(([time]) => Number(time) > downFrom + 5 * minute && Number(time) < downUntil);
    expect([meanwhile.length > 0, meanwhile.filter(isFull)]).toEqual([true, []]);
    expect(values.filter(isFull).length).toBeGreaterThan((0.6 * span) / minute);
  });

  it("the region called silent who was: the polder without its gateway, the school at the end, nobody else", () => {
    const silent = commons.rows.filter(
      ({ measurement, tags, fields }) =>
        measurement === "alarm" && tags["condition"] === "silent" && fields["state"] === "unacknowledged",
    );
    const tenthOf = (time: number) => Math.floor((time - commons.from) / (0.1 * day));
    const since = silent.map(({ time, tags }) => `${tags["device"]} ${tenthOf(time)}`);
    expect(since.toSorted()).toEqual(["gemaal-oostpolder 7", "school-de-linde 8"]);
  });

  it("the level's bands stand beside it, viable around healthy around the target", async () => {
    const { columns, values } = await shown(levelPanel("R"), commons.from, minute);
    expect(columns).toEqual([
      "time",
      "viable, lowest",
      "healthy, lowest",
      "healthy, highest",
      "viable, highest",
      "target",
    ]);
    const bands = values.filter(([, lowest]) => lowest !== null);
    expect(bands.length).toBeGreaterThan(100);
    for (const [, viableLow, healthyLow, healthyHigh, viableHigh, target] of bands.map((row) => row.map(Number))) {
      const rising = [viableLow, healthyLow, target, healthyHigh, viableHigh] as readonly number[];
      expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    }
  });
});
