import { expect, test } from "vitest";
import type { PolderTruth } from "../../simulators/worlds/polder.ts";
import { Operator } from "../support/operator.ts";
import { SimPolder } from "../support/sim-polder.ts";

const second = 1_000;
const minute = 60 * second;

test("a shelved alarm is silent over a power cut, stored with who and why, and sounds when its time is up", async () => {
  const polder = new SimPolder(6, {
    site: (text) => text.replace("priorities: [critical], for: 1min", "priorities: [critical, high], for: 1min"),
  });
  const operator = new Operator(polder);
  await polder.during(polder.begin());
  await operator.begin();
  await polder.pass(10 * second);
  polder.world.fault("io", { kind: "door" });
  await polder.pass(3 * minute);
  const standing = () => operator.digest?.alarms.find(({ condition }) => condition === "door-open");
  const siren = () => (polder.world.latest() as PolderTruth).siren;
  const door = standing();
  expect(door).toMatchObject({ state: "unacknowledged", priority: "high" });
  const { key = "", eventId = "" } = door ?? {};

  await operator.order({ purpose: "shelve", key, eventId, reason: "the locksmith is here", forMs: 20 * minute });
  await polder.pass(5 * second);
  expect(operator.results).toMatchObject([{ state: "executed" }]);
  expect(standing()).toMatchObject({ shelved: { by: "anna", reason: "the locksmith is here" } });
  await operator.order({ purpose: "acknowledge", key, eventId: standing()?.eventId ?? "" });
  await polder.pass(5 * second);
  expect(operator.results.at(-1)).toMatchObject({ state: "refused", refusal: "shelved" });
  await polder.endGateway("power cut");
  await polder.pass(5 * second);
  await polder.startGateway();
  await polder.pass(10 * minute);
  expect([standing()?.shelved?.by, siren()]).toEqual(["anna", false]);

  const sounded: boolean[] = [];
  for (let waited = 0; waited < 12; waited += 1) {
    await polder.pass(minute);
    sounded.push(siren());
  }
  expect(sounded).toContain(true);
  expect(standing()).toMatchObject({ state: "unacknowledged" });
  expect(standing()?.shelved).toBeUndefined();
  const rows = polder.content
    .rows("alarm")
    .filter(({ tags }) => tags["condition"] === "door-open" && tags["site"] !== "-");
  const told = rows.map(({ fields }) => [fields["state"], fields["actor"], fields["note"]]);
  expect(told[1]).toEqual(["shelved", "anna", "the locksmith is here"]);
  // While the gateway was off nobody knew of the door: it may have gone and come again, hidden.
  expect(new Set(told.slice(1, -1).map(([state]) => state))).toEqual(new Set(["shelved"]));
  expect(told.at(-1)).toEqual(["unacknowledged", null, expect.stringMatching(/^its time is up/)]);
});
