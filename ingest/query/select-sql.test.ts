import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SelectStatement } from "../../core/influxql/ast.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import { planSelect } from "./plan.ts";
import { selectSql } from "./select-sql.ts";
import type { SqlQuery } from "./sql.ts";

const days = [20_340, 20_341, 20_342];
const day = 86_400_000;

function sqlOf(statement: SelectStatement): SqlQuery | null {
  const plan = planSelect(statement);
  if (!plan.ok || plan.value === null) throw new Error("no plan");
  return selectSql(plan.value, days, 10);
}

function statementOf(text: string): SelectStatement {
  const parsed = parseQuery(text, 0);
  const [statement] = parsed.ok ? parsed.value : [];
  if (statement?.kind !== "select") throw new Error("not a select");
  return statement;
}

describe("day tables", () => {
  const tables = (text: string): readonly string[] => sqlOf(statementOf(text))?.sql.match(/reading_\d+/g) ?? [];

  it("are read only where the range can touch them", () => {
    expect(tables("SELECT value FROM reading")).toHaveLength(3);
    expect(tables(`SELECT value FROM reading WHERE time >= ${20_341 * day}ms`)).toEqual([
      "reading_20250910",
      "reading_20250911",
    ]);
    expect(tables(`SELECT value FROM reading WHERE time < ${20_341 * day}ms`)).toEqual(["reading_20250909"]);
    expect(tables(`SELECT value FROM reading WHERE time <= ${20_341 * day}ms`)).toHaveLength(2);
    expect(tables(`SELECT value FROM reading WHERE time > ${20_341 * day - 1}ms AND time < ${20_342 * day}ms`)).toEqual(
      ["reading_20250910"],
    );
  });

  it("are not asked at all when none can hold the range, or the range is empty", () => {
    expect(sqlOf(statementOf(`SELECT value FROM reading WHERE time >= ${20_343 * day}ms`))).toBeNull();
    expect(
      sqlOf(statementOf(`SELECT value FROM reading WHERE time > ${20_342 * day}ms AND time < ${20_341 * day}ms`)),
    ).toBeNull();
  });
});

it("binds every text of the user and puts none into the statement", () => {
  const hostile = fc.string({ minLength: 1 }).map((text) => `${text}'; DROP TABLE series; --`);
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (value, pattern, key, alias) => {
      const span = { start: 0, end: 0 };
      const base = statementOf("SELECT value FROM reading GROUP BY site");
      const query = sqlOf({
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
      expect(query?.sql).not.toContain("DROP");
      expect(query?.params).toEqual(expect.arrayContaining([value, pattern]));
    }),
  );
});
