import { describe, expect, test } from "vitest";
import { asksRebirth, deviceBirth, nodeBirth, nodeDeath } from "../../core/sparkplug/certificates.ts";
import { decodePayload } from "../../core/sparkplug/decode.ts";
import { dataTypes } from "../../core/sparkplug/types.ts";
import { seal } from "../../core/wire/envelope.ts";
import { base, begin, pumpFailed, RegionBench, signer, site, text } from "../../test/support/region-bench.ts";

const edge = { group: "lage-landen", edgeNode: site };
const climbed = `${site}.pump-1.pump-failed`;

describe("region host", () => {
  test("says on STATE that it is online, asks its sites for births, and says goodbye", async () => {
    const bench = await new RegionBench().open();
    const state = bench.on("spBv1.0/STATE/region");
    expect(JSON.parse(text(state[0]?.payload ?? new Uint8Array()))).toMatchObject({ online: true });
    const command = decodePayload(bench.on(`spBv1.0/lage-landen/NCMD/${site}`)[0]?.payload ?? new Uint8Array());
    expect(command.ok && asksRebirth(command.value)).toBe(true);
    const ended = bench.region[Symbol.asyncDispose]();
    await bench.seconds(1);
    await ended;
    const last = bench.on("spBv1.0/STATE/region").at(-1);
    expect(JSON.parse(text(last?.payload ?? new Uint8Array()))).toMatchObject({ online: false });
  });

  test("a medium alarm nobody acknowledges is regional after 30 s: digest, event log, message to the officer", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(29);
    expect(bench.regional).toEqual([]);
    await bench.seconds(2);
    expect(bench.regional).toEqual([climbed]);
    const live = bench.events.filter((message) => message.lane === "live");
    const kinds = live.flatMap((message) => message.events.map((event) => event.kind));
    expect(kinds).toEqual(["decision", "decision", "alarm"]);
    expect(bench.pages.map((page) => [page.key, page.person, page.channels])).toEqual([
      ["pump-1.pump-failed", "Officer A", ["desk"]],
    ]);
    expect(bench.region.status().notificationsWaiting).toBe(0);
  });

  test("a power cut in the middle moves no deadline, repeats no message and loses no alarm", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(10);
    bench.crash();
    await bench.seconds(5);
    await bench.startRegion();
    await bench.seconds(12);
    expect(bench.regional).toEqual([]);
    await bench.seconds(3);
    expect(bench.regional).toEqual([climbed]);
    bench.crash();
    await bench.seconds(5);
    await bench.startRegion();
    await bench.seconds(5);
    expect(bench.regional).toEqual([climbed]);
    expect(bench.pages).toHaveLength(1);
    const raises = bench.events.flatMap((message) => message.events.filter((event) => event.kind === "alarm"));
    expect(new Set(raises.map((event) => event.id)).size).toBe(1);
  });

  test("an alarm whose deadline ran out while the region was dead climbs at its start", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(10);
    bench.crash();
    await bench.seconds(600);
    await bench.startRegion();
    expect(bench.regional).toEqual([climbed]);
    expect(bench.pages).toHaveLength(1);
  });

  test("events come again with the same numbers until stored names them, and only when ingest signed it", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(1);
    const live = bench.events.length;
    await bench.seconds(8);
    const again = bench.events.at(-1);
    expect([bench.events.length > live, again?.lane, again?.firstSeq]).toEqual([true, "history", 0]);
    const boots = {
      [again?.boot ?? ""]: {
        durable: [],
        seen: -1,
        refused: [],
        events: { durable: [[0, 0]], seen: 0, refused: [] },
      },
    };
    const stored = { ingest: "ingest", generation: 1, boots };
    const topic = `${base}/-/stored`;
    const forged = seal("stored", stored, { keyId: "ingest", sign: () => Uint8Array.of(2) });
    await bench.publish({ topic, payload: forged, qos: 0, retain: false });
    expect(bench.region.status().eventsWaiting).toBe(1);
    await bench.publish({ topic, payload: seal("stored", stored, signer), qos: 0, retain: false });
    expect(bench.region.status().eventsWaiting).toBe(0);
    const quiet = bench.events.length;
    await bench.seconds(15);
    expect(bench.events.length).toBe(quiet);
  });

  test("latest shows a site's values, and unknown since its death", async () => {
    const bench = await new RegionBench().open();
    const timestamp = begin + 1_000;
    const level = { name: "level-inside", timestamp, datatype: dataTypes.Double, value: -2.2 };
    await bench.publish(nodeBirth(edge, 3, { timestamp, metrics: [] }));
    await bench.publish(deviceBirth(edge, "site", { timestamp, metrics: [level], seq: 1 }));
    const seen = bench.region.latest().get(site);
    expect([seen?.online, seen?.values.get("site/level-inside")?.value]).toEqual([true, -2.2]);
    await bench.publish(nodeDeath(edge, 3, timestamp));
    const dead = bench.region.latest().get(site);
    expect([dead?.online, dead?.unknownSince === undefined]).toEqual([false, false]);
  });

  test("a site that measures nothing is a regional alarm, not while we ourselves are cut off", async () => {
    const bench = await new RegionBench().open();
    await bench.seconds(60);
    bench.network.cut("region");
    await bench.seconds(300);
    expect(bench.region.alarms()).toEqual([]);
    bench.network.heal("region");
    await bench.seconds(200);
    expect(bench.regional).toEqual([`${site}.silent`]);
  });

  test("garbage on any topic is counted and changes nothing", async () => {
    const bench = await new RegionBench().open();
    for (const topic of [`${base}/${site}/alarms`, `${base}/${site}/event`, `${base}/-/stored`]) {
      await bench.publish({ topic, payload: Uint8Array.of(255, 0, 123), qos: 0, retain: false });
    }
    await bench.publish({
      topic: `spBv1.0/lage-landen/NBIRTH/${site}`,
      payload: Uint8Array.of(9),
      qos: 0,
      retain: false,
    });
    const { unreadable, sparkplug } = bench.region.status();
    expect([unreadable, sparkplug.refused, bench.region.alarms()]).toEqual([2, 1, []]);
  });
});
