import { expect, test } from "vitest";
import { Operator } from "../support/operator.ts";
import { SimPolder } from "../support/sim-polder.ts";

const second = 1_000;
const minute = 60 * second;

test("a lock said to be on is on after a power cut in that very moment, with its owner; and comes off", async () => {
  const polder = new SimPolder(5);
  const operator = new Operator(polder);
  await polder.during(polder.begin());
  await operator.begin();
  await polder.pass(6 * second);
  await operator.order({ purpose: "lock", lock: "person-at-work", reason: "trash rack" });
  for (let waited = 0; operator.results.length === 0 && waited < 5_000; waited += 1) await polder.pass(1);
  expect(operator.results).toMatchObject([{ state: "executed" }]);
  await polder.endGateway("power cut");
  await polder.pass(5 * second);
  await polder.startGateway();
  await polder.pass(10 * minute);
  expect(operator.digest?.locks).toMatchObject([{ lock: "person-at-work", by: "anna", reason: "trash rack" }]);
  const running = polder.content.rows("decision").filter(({ fields }) => Number(fields["value"]) > 0);
  expect(running.filter(({ tags }) => tags["actuator"]?.startsWith("pump"))).toEqual([]);

  await operator.order({ purpose: "unlock", lock: "person-at-work" });
  await polder.pass(2 * minute);
  expect(operator.results.at(-1)).toMatchObject({ state: "executed" });
  expect(operator.digest?.locks).toEqual([]);
  const started = polder.content.rows("decision").findLast(({ tags }) => tags["actuator"]?.startsWith("pump"));
  expect(Number(started?.fields["value"])).toBeGreaterThan(0);
});
