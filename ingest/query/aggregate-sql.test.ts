import { expect, it } from "vitest";
import type { MeasuredRow } from "../../test/support/influxd.ts";
import { duckdbStore, rowStore } from "../../test/support/query-stores.ts";

const minute = 60_000;

/** From an hour before 1970 on: remainders of what lies before are negative. */
const rows: readonly MeasuredRow[] = Array.from({ length: 25 }, (_, index) => ({
  time: (index * 5 - 60) * minute,
  tags: { region: "r", site: "s", device: "d", variable: "x", commons: "water" },
  fields: { value: index },
}));

it("finds the buckets of points before and after the offset that buckets begin at", async () => {
  const store = await duckdbStore(rows);
  const reference = rowStore(rows);
  for (const from of [-60, -7, 0, 10, 15, 20]) {
    for (const offset of [0, 15, 25]) {
      const where = `WHERE time >= ${from < 0 ? "-" : ""}${Math.abs(from)}m AND time < 70m`;
      const text = `SELECT count(value), sum(value) FROM reading ${where} GROUP BY time(30m, ${offset}m) fill(none)`;
      const found = await store.query(text, 0);
      expect(found[0]?.series?.[0]?.values.length, text).toBeGreaterThan(1);
      expect(found, text).toEqual(await reference.query(text, 0));
    }
  }
  await store.close();
});
