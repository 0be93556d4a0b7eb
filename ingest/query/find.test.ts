import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SelectStatement } from "../../core/influxql/ast.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import type { RunLimits } from "./day-runs.ts";
import { foundBySql } from "./find.ts";
import { planSelect } from "./plan.ts";
import type { SqlQuery } from "./sql.ts";
import { Budget, type Cell, defaultLimits } from "./table.ts";

const days = [20_340, 20_341, 20_342];
const day = 86_400_000;

const selecting = /SELECT series FROM sel LIMIT 2$/;

/** What a store is asked that has no row of the series with these numbers. */
async function asked(
  statement: SelectStatement,
  { runs, selected = [1, 2] }: { readonly runs?: RunLimits; readonly selected?: readonly number[] } = {},
): Promise<readonly SqlQuery[]> {
  const plan = planSelect(statement);
  if (!plan.ok || plan.value === null) throw new Error("no plan");
  const queries: SqlQuery[] = [];
  const ask = async (query: SqlQuery): Promise<readonly (readonly Cell[])[]> => {
    queries.push(query);
    return selecting.test(query.sql) ? [selected] : [];
  };
  const store = { ask, days, ...(runs === undefined ? {} : { runs }) };
  await foundBySql(plan.value, store, { limits: defaultLimits, budget: new Budget(defaultLimits) });
  return queries;
}

function statementOf(text: string): SelectStatement {
  const parsed = parseQuery(text, 0);
  const [statement] = parsed.ok ? parsed.value : [];
  if (statement?.kind !== "select") throw new Error("not a select");
  return statement;
}

describe("day tables", () => {
  const tables = async (text: string): Promise<readonly string[]> =>
    (await asked(statementOf(text))).flatMap(({ sql }) => sql.match(/reading_\d+/g) ?? []);

  it("are read only where the range can touch them", async () => {
    expect(await tables("SELECT value FROM reading")).toHaveLength(3);
    expect(await tables(`SELECT value FROM reading WHERE time >= ${20_341 * day}ms`)).toEqual([
      "reading_20250910",
      "reading_20250911",
    ]);
    expect(await tables(`SELECT value FROM reading WHERE time < ${20_341 * day}ms`)).toEqual(["reading_20250909"]);
    expect(await tables(`SELECT value FROM reading WHERE time <= ${20_341 * day}ms`)).toHaveLength(2);
    expect(
      await tables(`SELECT value FROM reading WHERE time > ${20_341 * day - 1}ms AND time < ${20_342 * day}ms`),
    ).toEqual(["reading_20250910"]);
  });

  it("are not asked at all when none can hold the range, or the range is empty", async () => {
    expect(await asked(statementOf(`SELECT value FROM reading WHERE time >= ${20_343 * day}ms`))).toEqual([]);
    expect(
      await asked(statementOf(`SELECT value FROM reading WHERE time > ${20_342 * day}ms AND time < ${20_341 * day}ms`)),
    ).toEqual([]);
  });

  it("are compared with the bounds only where those cut them", async () => {
    const [query] = await asked(
      statementOf(`SELECT value FROM reading WHERE time >= ${20_340 * day}ms AND time < ${20_342 * day + 5}ms`),
    );
    expect(query?.sql).not.toContain("time >=");
    expect(query?.sql.match(/time < /g)).toHaveLength(1);
  });

  it("are read in the order asked, a run at a time", async () => {
    const runs = { tables: 1, rows: 10 };
    const order = async (text: string): Promise<readonly string[]> =>
      (await asked(statementOf(text), { runs })).flatMap(({ sql }) => sql.match(/reading_\d+/g) ?? []);
    expect(await order("SELECT value FROM reading ORDER BY time DESC")).toEqual([
      "reading_20250911",
      "reading_20250910",
      "reading_20250909",
    ]);
    expect(await order("SELECT mean(value) FROM reading")).toHaveLength(3);
  });
});

describe("the selected series", () => {
  const mean = statementOf("SELECT mean(value) FROM reading WHERE site = 'a'");
  const reads = async (selected: readonly number[]): Promise<readonly SqlQuery[]> =>
    (await asked(mean, { selected })).filter(({ sql }) => !selecting.test(sql));

  it("is compared by its number where it is the only one", async () => {
    const [only] = await reads([7]);
    expect(only?.sql).toMatch(/WHERE series = \$\d::BIGINT\)/);
    expect(only?.params).toContain(7);
    expect(only?.sql).not.toContain("IN (SELECT series FROM sel)");
  });

  it("are looked up where they are several, and not where they are all", async () => {
    const [several] = await reads([7, 8]);
    expect(several?.sql).toContain("WHERE series IN (SELECT series FROM sel)");
    const all = await asked(statementOf("SELECT mean(value) FROM reading"));
    expect(all).toHaveLength(1);
    expect(all[0]?.sql).not.toContain("WHERE series");
  });

  it("are nothing to read for where there is none", async () => {
    expect(await reads([])).toEqual([]);
  });
});

it("binds every text of the user and puts none into the statement", async () => {
  const hostile = fc.string({ minLength: 1 }).map((text) => `${text}'; DROP TABLE series; --`);
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, hostile, async (value, pattern, key, alias) => {
      const span = { start: 0, end: 0 };
      const base = statementOf("SELECT value FROM reading GROUP BY site");
      const queries = await asked({
        ...base,
        columns: [
          { aggregate: null, field: "value", alias, span },
          { aggregate: null, field: key, alias: null, span },
        ],
        groupTags: ["site", key],
        where: {
          kind: "and",
          left: { kind: "compare", key: "site", operator: "=", value, span },
          right: { kind: "match", key, operator: "!~", pattern, span },
        },
      });
      expect(queries.length).toBeGreaterThan(0);
      for (const { sql, params } of queries) {
        expect(sql).not.toContain("DROP");
        expect(params).toEqual(expect.arrayContaining([value, pattern]));
      }
    }),
  );
});
