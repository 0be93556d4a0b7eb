import { afterEach, expect, it } from "vitest";
import type { DecisionEvent } from "../../../core/wire/events.ts";
import { happenings } from "./happenings.ts";
import { unheard } from "./site.ts";
import { sites, timeline } from "./state.ts";

afterEach(() => {
  sites.value = {};
  timeline.value = [];
});

const decided = (id: string, actuator: string, layer: string): DecisionEvent => ({
  ...{ kind: "decision", at: 1, id, actuator, value: null, layer, reason: "r", ruleVersion: "1" },
  ...{ inputs: [], refused: [] },
});

it("orders to actuators happened, and locks that were put on or taken off; why an alarm changed is told by the alarm", () => {
  const pump = { actuator: "pump-1", device: "vfd-1", name: "Pump 1", speed: true };
  const locks = [{ lock: "person-at-work", actuators: ["pump-1"] }];
  const definition = { site: "oost", variables: [], actuators: [pump], locks };
  sites.value = { oost: { ...unheard("oost"), definition } };
  timeline.value = [
    { site: "oost", event: decided("1", "pump-1", "homeostasis") },
    { site: "oost", event: decided("2", "person-at-work", "lock") },
    { site: "oost", event: decided("3", "pump-1.failed", "alarm") },
    { site: "west", event: decided("4", "person-at-work", "lock") },
  ];
  expect(happenings.value.map(({ event }) => event.id)).toEqual(["2", "1"]);
});
