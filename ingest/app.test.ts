import { afterEach, describe, expect, it } from "vitest";
import {
  begin,
  bootText,
  dataTopic,
  eventMessage,
  eventTopic,
  gaugeMessage,
  IngestWorld,
} from "../test/support/ingest-world.ts";

let world: IngestWorld;
afterEach(async () => {
  const ending = world.ingest?.[Symbol.asyncDispose]();
  await world.scheduler.advance(6000);
  await ending;
});

async function running(config: Record<string, unknown> = {}): Promise<IngestWorld> {
  world = new IngestWorld();
  await world.start(config);
  await world.connectSite();
  world.sendDefinition();
  await world.scheduler.advance(50);
  return world;
}

describe("ingest", () => {
  it("stores a message and says so, once it is durable", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 2, 3] }));
    await world.scheduler.advance(2000);
    expect(
      world.content.rows("reading").map(({ time, tags, fields }) => [time, tags["variable"], fields["value"]]),
    ).toEqual([
      [begin, "level", 1],
      [begin + 1000, "level", 2],
      [begin + 2000, "level", 3],
    ]);
    expect(world.stored.at(-1)).toMatchObject({
      ingest: "ingest",
      generation: 1,
      boots: { [bootText]: { durable: [[0, 2]], seen: 2, refused: [] } },
    });
  });

  it("stores what is sent again only once, and reminds its sender", async () => {
    await running();
    const message = gaugeMessage({ firstSeq: 0, values: [1, 2] });
    for (const _ of [1, 2, 3]) world.send(dataTopic, message);
    await world.scheduler.advance(500);
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 2, 3, 4], lane: "history" }));
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([0, 1, 2, 3]);
    expect(world.ingest?.status().duplicates).toBe(2);
  });

  it("asks for a definition it does not know, and the message waits", async () => {
    world = new IngestWorld();
    world.answersDefinitions = false;
    await world.start();
    await world.connectSite();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [7] }));
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([]);
    expect(world.asked).toBe(1);
    world.sendDefinition();
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([0]);
  });

  it("remembers definitions over a restart", async () => {
    await running();
    world.kill();
    world.answersDefinitions = false;
    await world.start();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [7] }));
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([0]);
    expect(world.asked).toBe(0);
  });

  it("remembers what a gateway said of its counts over a clean restart, and over a kill as it was last kept", async () => {
    await running();
    const counts = async () =>
      (await world.askBooks("polder")).map(({ measured, assigned, unexplained }) => [measured, assigned, unexplained]);
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [7, 8] }));
    await world.scheduler.advance(11_000);
    world.kill();
    await world.start();
    expect(await counts()).toEqual([[2, 2, 0]]);
    const ending = world.ingest?.[Symbol.asyncDispose]();
    await world.scheduler.advance(1_000);
    await ending;
    await world.start();
    expect(await counts()).toEqual([[2, 2, 0]]);
  });

  it("says that it does not know what was said, rather than something old, when more is stored than was said", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [7] }));
    await world.scheduler.advance(11_000);
    world.send(dataTopic, gaugeMessage({ firstSeq: 1, values: [8] }));
    await world.scheduler.advance(500);
    world.kill();
    await world.start();
    expect(await world.askBooks("polder")).toMatchObject([
      { measured: null, folded: null, assigned: 2, unexplained: 0 },
    ]);
    world.send(dataTopic, gaugeMessage({ firstSeq: 2, values: [9] }));
    await world.scheduler.advance(500);
    expect(await world.askBooks("polder")).toMatchObject([{ measured: 3, folded: 0, assigned: 3, unexplained: 0 }]);
  });

  it("does not take a definition under a hash that is not its own", async () => {
    world = new IngestWorld();
    world.answersDefinitions = false;
    await world.start();
    await world.connectSite();
    world.send("homeostat/v1/north/polder/definition/0011223344556677", new TextEncoder().encode('{"site":"polder"}'));
    await world.scheduler.advance(100);
    expect(world.ingest?.status()).toMatchObject({ definitions: 0, quarantined: 1 });
  });

  it("refuses a reading of an unknown variable for good, with a gap record in the same commit", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 2, 3], names: ["level", "depth", "level"] }));
    await world.scheduler.advance(1500);
    expect(world.storedNumbers()).toEqual([0, 2]);
    const [gap] = world.content.rows("gap");
    expect(gap?.tags).toMatchObject({ device: "gauge", variable: "depth" });
    expect(gap?.fields).toMatchObject({ count: 1, reason: "unknown variable" });
    expect(world.stored.at(-1)?.boots[bootText]).toMatchObject({
      durable: [[0, 2]],
      refused: [[1, 1, "unknown variable"]],
    });
    expect(world.ingest?.books()[0]?.boots[0]).toMatchObject({ stored: 2, refused: 1, inFlight: 0, unexplained: 0 });
  });

  it("refuses a value out of its type and one measured in the future", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 0.5], names: ["level", "wet"] }));
    world.send(dataTopic, gaugeMessage({ firstSeq: 100_000, values: [1] }));
    await world.scheduler.advance(1500);
    expect(world.storedNumbers()).toEqual([0]);
    const gaps = world.content.rows("gap").map(({ tags, fields }) => [tags["variable"], fields["reason"]]);
    expect(gaps).toEqual([
      ["wet", "value out of type"],
      ["level", "measured in the future"],
    ]);
  });

  it("refuses by number what it cannot decode", async () => {
    await running();
    const broken = gaugeMessage({ firstSeq: 0, values: [1, 2] });
    // The length of the first metric's name reaches past the metric.
    broken[broken.indexOf(0x6c) - 1] = 0x70;
    world.send(dataTopic, broken);
    await world.scheduler.advance(1500);
    expect(world.stored.at(-1)?.boots[bootText]).toMatchObject({ durable: [[0, 1]], refused: [[0, 1, "undecodable"]] });
    expect(world.content.rows("gap").map(({ fields }) => fields["count"])).toEqual([2]);
    expect(world.ingest?.status().quarantine[0]).toMatchObject({ topic: dataTopic, reason: "undecodable" });
  });

  it("stores events once and closes the numbers a gap record speaks of", async () => {
    await running();
    const gap = {
      ...{
        kind: "gap" as const,
        at: begin,
        id: "g1",
        device: "gauge",
        variable: "level",
        startAt: begin,
        endAt: begin,
      },
      ...{ count: 5, reason: "spool full", estimated: false, boot: bootText, lo: 0, hi: 4 },
    };
    for (const _ of [1, 2]) world.send(eventTopic, eventMessage(0, [gap]));
    world.send(dataTopic, gaugeMessage({ firstSeq: 5, values: [1] }));
    await world.scheduler.advance(1500);
    expect(world.content.rows("gap")).toHaveLength(1);
    expect(world.stored.at(-1)?.boots[bootText]).toMatchObject({
      durable: [[0, 5]],
      events: { durable: [[0, 0]], seen: 0 },
    });
    expect(world.ingest?.books()[0]?.boots[0]).toMatchObject({ stored: 1, gaps: 5, inFlight: 0 });
  });

  it("drops whole messages when the store is behind, goes on reading, and takes them when they come again", async () => {
    await running({ queueRows: 10 });
    world.store.append = () => new Promise(() => undefined);
    for (let n = 0; n < 10; n += 1) world.send(dataTopic, gaugeMessage({ firstSeq: n * 5, values: [1, 2, 3, 4, 5] }));
    await world.scheduler.advance(1000);
    expect(world.ingest?.status()).toMatchObject({ messages: 4, dropped: 7, waiting: 15 });
    expect(world.stored.every(({ boots }) => (boots[bootText]?.durable ?? []).length === 0)).toBe(true);
  });

  it("starts anew when the store fails, with what the store has, and its sender sends the rest again", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1] }));
    await world.scheduler.advance(500);
    await world.store.close();
    world.content.generation = 2;
    world.send(dataTopic, gaugeMessage({ firstSeq: 1, values: [2] }));
    await world.scheduler.advance(3000);
    expect(world.ingest?.status()).toMatchObject({ store: "open", generation: 2 });
    expect(world.stored.at(-1)).toMatchObject({ generation: 2, boots: { [bootText]: { durable: [[0, 0]] } } });
    world.send(dataTopic, gaugeMessage({ firstSeq: 1, values: [2], lane: "history" }));
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([0, 1]);
  });

  it("tells of a store that fails until something is stored again", async () => {
    await running();
    const append = world.store.append.bind(world.store);
    world.store.append = () => Promise.reject(new Error("no space left"));
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1] }));
    await world.scheduler.advance(500);
    expect(world.ingest?.status().trouble).toBe("store: no space left");
    world.store.append = append;
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1], lane: "history" }));
    await world.scheduler.advance(3000);
    expect(world.ingest?.status()).toMatchObject({ store: "open", trouble: undefined });
  });

  it("tells whoever asks over the broker its books of a site, also that nothing was ever stored of it", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 2] }));
    await world.scheduler.advance(1000);
    const asked = await Promise.all(["polder", "nowhere"].map((site) => world.askBooks(site)));
    expect(asked).toMatchObject([[{ boot: bootText, stored: 2, inFlight: 0, unexplained: 0 }], []]);
  });

  it("has no books, rather than empty ones, while its store does not open", async () => {
    await running();
    world.store.open = () => Promise.reject(new Error("file is locked"));
    await world.store.close();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1] }));
    await world.scheduler.advance(1000);
    expect(() => world.ingest?.books()).toThrow("store: file is locked");
  });

  it("stores a node without numbers, each (variable, measuredAt) once", async () => {
    await running();
    const message = gaugeMessage({ firstSeq: 0, values: [1, 2] });
    // Everything from the identity field on is cut off: 50001 as a tag is 8a b5 18.
    const cut = Buffer.from(message).indexOf(Buffer.from([0x8a, 0xb5, 0x18]));
    for (const _ of [1, 2]) world.send("spBv1.0/north/DDATA/Foreign Node/Tank 1", message.subarray(0, cut));
    await world.scheduler.advance(500);
    const rows = world.content.rows("reading");
    expect(rows).toHaveLength(2);
    expect(rows[0]?.tags).toMatchObject({ site: "foreign-node", device: "tank-1", variable: "level" });
  });

  it("writes the register anew when it has grown long, and goes on", async () => {
    await running({ compactEvery: 5 });
    for (let n = 0; n < 12; n += 1) {
      world.send(dataTopic, gaugeMessage({ firstSeq: n, values: [n] }));
      await world.scheduler.advance(200);
    }
    expect(world.content.register.length).toBeLessThan(6);
    expect(world.storedNumbers()).toHaveLength(12);
    expect(world.ingest?.books()[0]?.boots[0]).toMatchObject({ stored: 12, inFlight: 0 });
  });

  it("refuses new variables of a site that has too many, and keeps the old ones", async () => {
    await running({ seriesPerSite: 1 });
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1, 1], names: ["level", "wet"] }));
    await world.scheduler.advance(500);
    expect(world.storedNumbers()).toEqual([0]);
  });

  it("comes back when the broker does", async () => {
    await running();
    world.network.stopBroker();
    await world.scheduler.advance(100);
    expect(world.ingest?.status().link).toBe("connecting");
    world.network.startBroker();
    await world.scheduler.advance(2000);
    expect(world.ingest?.status().link).toBe("connected");
  });

  it("makes durable what it has read before it leaves", async () => {
    await running();
    world.send(dataTopic, gaugeMessage({ firstSeq: 0, values: [1] }));
    await world.scheduler.advance(4);
    const ending = world.ingest?.[Symbol.asyncDispose]();
    await world.scheduler.advance(100);
    await ending;
    expect(world.storedNumbers()).toEqual([0]);
  });
});
