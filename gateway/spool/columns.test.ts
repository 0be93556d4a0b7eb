import { expect, test } from "vitest";
import { ColumnBuffer, carried, type Row, rowOf } from "./columns.ts";

const plain: Row = {
  variable: 0,
  measuredAt: 1000,
  value: 1,
  quality: carried.omitted,
  reasons: [],
  origin: "measured",
};
const odd: Row = {
  ...plain,
  value: null,
  quality: carried.bad,
  reasons: ["comms"],
  origin: "substituted",
  receivedAt: 9000,
};

const rows = (buffer: ColumnBuffer, given: readonly Row[]) => {
  for (const row of given) buffer.push(row);
  const batch = buffer.take(0);
  return given.map((_, row) => rowOf(batch, row, ["a/b"]));
};

test("what is rarely said stands in the row that said it, in no other, and in no later batch", () => {
  const buffer = new ColumnBuffer();
  const [first, second] = rows(buffer, [odd, plain]);
  expect(first).toMatchObject({ quality: "bad", reasons: ["comms"], origin: "substituted", receivedAt: 9000 });
  const [third, fourth] = rows(buffer, [plain, odd]);
  for (const row of [second, third]) expect(row).toMatchObject({ quality: "good", reasons: [], origin: "measured" });
  for (const row of [second, third]) expect(row).not.toHaveProperty("receivedAt");
  expect(fourth).toMatchObject({ quality: "bad", receivedAt: 9000 });
});

test("what is rarely said stays absent in rows added after the columns grew", () => {
  const given = [...Array.from({ length: 64 }, () => odd), plain];
  expect(rows(new ColumnBuffer(), given)[64]).not.toHaveProperty("receivedAt");
});
