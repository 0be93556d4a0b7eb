import { expect, it } from "vitest";
import { decodePayload } from "../core/sparkplug/decode.ts";
import { parseTopic } from "../core/sparkplug/topics.ts";
import { SimPolder, siteId } from "../test/support/sim-polder.ts";

it("a site's births tell unit, commons, span and the ranges in force of its variables", async () => {
  const polder = new SimPolder(1);
  const told = new Map<string, Record<string, unknown>>();
  const listening = polder.network.link("watcher").connect({
    clientId: "watcher",
    onMessage: ({ topic, payload }) => {
      const births = parseTopic(topic)?.type === "DBIRTH" ? decodePayload(payload) : undefined;
      if (births?.ok !== true) return;
      const { device } = parseTopic(topic) as { device: string };
      for (const { name, properties } of births.value.metrics) {
        const values = [...(properties ?? [])].map(([key, { value }]) => [key, value]);
        told.set(`${device}/${name}`, Object.fromEntries(values));
      }
    },
    onClose: () => undefined,
  });
  const watcher = await polder.during(listening);
  await polder.during(watcher.subscribe([{ topic: `spBv1.0/+/DBIRTH/${siteId}/+`, qos: 0 }]));
  await polder.during(polder.begin());
  await polder.pass(2_000);
  expect(told.get("gauge-in-a/level")).toMatchObject({ engUnit: "m", commons: "water", engLow: -4.1, engHigh: -0.5 });
  const inside = { viableLow: -2.65, viableHigh: -1.85, healthyLow: -2.25, healthyHigh: -2.15, target: -2.2 };
  expect(told.get("site/level-inside")).toMatchObject(inside);
  expect(Object.keys(told.get("site/rain") ?? {})).not.toContain("viableLow");
});
