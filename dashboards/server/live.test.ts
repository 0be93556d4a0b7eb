import { describe, expect, it } from "vitest";
import { settled } from "../../core/io/turn.ts";
import type { LinkSession } from "../../core/ports/link.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { CommandResult } from "../../core/wire/command.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { LiveDesk } from "./live.ts";
import type { ServerPorts } from "./ports.ts";

const topics = ownTopics("lage-landen", "oost");
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parsed = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const release = { purpose: "release", actuator: "pump-1" } as const;

/** A desk and a gateway at one broker; results of the site are believed when they say so. */
class Bench {
  readonly scheduler = new SimScheduler(1_000_000, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly desk: LiveDesk;
  readonly commands: string[] = [];
  gateway: LinkSession | undefined;

  constructor() {
    const unused = () => {
      throw new Error("not a port of the desk");
    };
    const ports: ServerPorts = {
      link: this.network.link("hub"),
      clocks: this.scheduler.clocks(),
      rng: seededRng(3),
      seal: (_type, body) => json(body),
      openResult: (_site, bytes) => (parsed(bytes).forged === true ? undefined : parsed(bytes)),
      digest: unused,
      influx: unused,
      books: unused,
      ready: unused,
      metrics: unused,
    };
    this.desk = new LiveDesk({ id: "console", region: "lage-landen" }, ports);
  }

  async connect(): Promise<void> {
    this.desk.start();
    const connecting = this.network.link("site").connect({
      clientId: "oost:own",
      onMessage: ({ payload }) => this.commands.push(parsed(payload).id),
      onClose: () => undefined,
    });
    await this.scheduler.advance(100);
    this.gateway = await connecting;
    void this.gateway.subscribe([{ topic: topics.command, qos: 1 }]);
    await this.say(topics.nonce, { boot: "1-0011223344556677", nonce: "ab".repeat(16) });
  }

  async say(topic: string, message: unknown): Promise<void> {
    void this.gateway?.publish(topic, json(message), { qos: 0, retain: false });
    await this.scheduler.advance(100);
  }

  async answer(state: CommandResult["state"], forged = false): Promise<void> {
    const [id = ""] = this.commands;
    await this.say(topics.result(id), { id, state, at: 0, ...(forged ? { forged } : {}) });
  }
}

async function sent(bench: Bench) {
  const outcome: unknown[] = [];
  void bench.desk.send("oost", "operator", release).then((result) => outcome.push(result));
  await bench.scheduler.advance(100);
  return outcome;
}

describe("an order of the live desk", () => {
  it("is answered with every result of the site, once one is final", async () => {
    const bench = new Bench();
    await bench.connect();
    const outcome = await sent(bench);
    await bench.answer("accepted");
    expect(outcome).toEqual([]);
    await bench.answer("executed");
    expect(outcome).toMatchObject([{ site: "oost", results: [{ state: "accepted" }, { state: "executed" }] }]);
  });

  it("does not believe a result that the site has not signed, and waits two minutes for one that it has", async () => {
    const bench = new Bench();
    await bench.connect();
    const outcome = await sent(bench);
    await bench.answer("executed", true);
    await bench.scheduler.advance(119_000);
    expect(outcome).toEqual([]);
    await bench.scheduler.advance(2_000);
    expect(outcome).toMatchObject([{ results: [] }]);
  });

  it("is not sent while the broker is away, and has no result when the broker goes before it acknowledges", async () => {
    const bench = new Bench();
    await bench.connect();
    bench.network.cut("hub");
    const cut = await sent(bench);
    expect(cut).toMatchObject([{ site: "oost", results: [] }]);
    bench.network.stopBroker();
    await bench.scheduler.advance(1_000);
    expect(await sent(bench)).toEqual(["broker-unreachable"]);
    expect(bench.commands).toEqual([]);
  });
});

describe("the live desk", () => {
  it("comes back by itself within seconds, and its picture stays meanwhile", async () => {
    const bench = new Bench();
    await bench.connect();
    bench.network.stopBroker();
    await bench.scheduler.advance(60_000);
    expect([bench.desk.connected, [...bench.desk.state.sites.keys()]]).toEqual([false, ["oost"]]);
    bench.network.startBroker();
    await bench.scheduler.advance(6_000);
    expect(bench.desk.connected).toBe(true);
  });
});

describe("the books of a site", () => {
  const counts = { measured: 3, folded: 0, superseded: 0, assigned: 3, stored: 2, refused: 0, gaps: 0, inFlight: 1 };
  const events = { durable: 0, refused: 0, gaps: 0, stored: 0, last: -1 };
  const boots = [{ boot: "1-0011223344556677", ...counts, unexplained: 0, events }];

  it("are what ingest answers over the broker", async () => {
    const bench = new Bench();
    await bench.connect();
    const asked = bench.desk.books();
    await bench.scheduler.advance(100);
    await bench.say(topics.books, { ingest: "ingest", boots });
    expect(await asked).toEqual([{ region: "lage-landen", site: "oost", boots }]);
  });

  it("are unknown, not empty, when nobody answers within three seconds", async () => {
    const bench = new Bench();
    await bench.connect();
    const asked = bench.desk.books("oost").catch((error: Error) => error.message);
    await bench.scheduler.advance(3_100);
    expect(await asked).toBe("ingest does not answer: nothing is known of the books of oost");
  });
});
