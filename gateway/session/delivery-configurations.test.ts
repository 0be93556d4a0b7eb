import { describe, expect, test } from "vitest";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import { parseTopic } from "../../core/sparkplug/topics.ts";
import { DeliveryBench } from "../../test/support/delivery-bench.ts";

const totals = (bench: DeliveryBench) => bench.delivery.books().find(({ current }) => current)!.readings;

/** Every metric of a data message from now on. */
async function listen(bench: DeliveryBench) {
  const heard: { place: string; name: string | undefined; alias: number | undefined }[] = [];
  const connecting = bench.network.link("spy").connect({
    clientId: "spy",
    onClose: () => undefined,
    onMessage: ({ topic, payload }) => {
      const place = parseTopic(topic);
      const decoded = decodePayload(payload);
      if (place === undefined || !decoded.ok || !place.type.endsWith("DATA")) return;
      for (const { name, alias } of decoded.value.metrics) {
        heard.push({ place: place.device ?? "node", name, alias: alias === undefined ? undefined : Number(alias) });
      }
    },
  });
  await bench.scheduler.advance(50);
  const subscribing = (await connecting).subscribe([{ topic: "spBv1.0/#", qos: 0 }]);
  await bench.scheduler.advance(50);
  await subscribing;
  return () => heard;
}

describe("delivery after the configuration changed", () => {
  test("a spool filled under an older configuration is sent after births that still list what it speaks of", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.network.cut("gateway");
    bench.record();
    await bench.scheduler.advance(1_000);
    bench.die("kill");
    const { definition } = bench.configured;
    const variables = definition.variables.filter(({ variable }) => variable !== "temperature");
    bench.configured = { ...bench.configured, definition: { ...definition, variables }, hash: "fedcba9876543210" };
    const births: Record<string, unknown>[] = [];
    const connecting = bench.network.link("watcher").connect({
      clientId: "watcher",
      onMessage: ({ payload }) => {
        const birth = decodePayload(payload);
        const metrics = birth.ok ? birth.value.metrics : [];
        births.push(
          Object.fromEntries(metrics.map(({ name, properties }) => [name, properties?.get("retired")?.value])),
        );
      },
      onClose: () => undefined,
    });
    await bench.scheduler.advance(100);
    void (await connecting).subscribe([{ topic: "spBv1.0/lowlands/DBIRTH/polder/gauge", qos: 0 }]);
    bench.network.heal("gateway");
    await bench.open();
    await bench.scheduler.advance(60_000);
    expect(births[0]).toEqual({ level: undefined, temperature: true });
    expect(bench.ingest.messages.history).toBeGreaterThan(0);
    expect(bench.ingest.faults).toEqual([]);
    for (const { readings } of bench.delivery.books()) expect(readings).toMatchObject({ inFlight: 0, unexplained: 0 });
  });

  test("with aliases data says a number that the birth declared, also for what an earlier configuration measured", async () => {
    const bench = new DeliveryBench();
    bench.configured = { ...bench.configured, aliases: true };
    await bench.begin();
    bench.network.cut("ingest");
    bench.record();
    await bench.scheduler.advance(200);
    bench.die("kill");
    const { definition } = bench.configured;
    const fewer = { ...definition, variables: definition.variables.slice(2) };
    bench.configured = { definition: fewer, hash: "2".repeat(16), aliases: true };
    const heard = await listen(bench);
    await bench.open();
    bench.network.heal("ingest");
    await bench.scheduler.advance(8000);
    expect(totals(bench).unexplained).toBe(0);
    const told = heard().map(({ alias, name, place }) => {
      expect(name).toBeUndefined();
      return [place, alias];
    });
    expect(told).toEqual(
      expect.arrayContaining([
        ["gauge", 1],
        ["gauge", 2],
        ["pump", 3],
        ["node", 4],
      ]),
    );
  });

  test("with aliases turned on, what was measured before keeps its names", async () => {
    const bench = new DeliveryBench();
    await bench.begin();
    bench.network.cut("ingest");
    bench.record();
    await bench.scheduler.advance(200);
    bench.die("kill");
    bench.configured = { ...bench.configured, hash: "2".repeat(16), aliases: true };
    const heard = await listen(bench);
    await bench.open();
    bench.network.heal("ingest");
    await bench.scheduler.advance(8000);
    const names = heard().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["level", "temperature", "running", "margin"]));
    bench.record();
    await bench.scheduler.advance(1000);
    expect(
      heard()
        .slice(-4)
        .map(({ alias, name }) => [alias, name]),
    ).toEqual([1, 2, 3, 4].map((alias) => [alias, undefined]));
  });
});
