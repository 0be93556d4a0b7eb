import { describe, expect, test } from "vitest";
import { verifierOf } from "../../../core/io/keys.ts";
import { nodeBirth } from "../../../core/sparkplug/certificates.ts";
import { type Command, type CommandResult, type Nonce, resultSchema } from "../../../core/wire/command.ts";
import { openEnvelope, type Signer, seal } from "../../../core/wire/envelope.ts";
import { base, begin, keys, pumpFailed, RegionBench, site, text } from "../../../test/support/region-bench.ts";

const silent = `${site}.silent`;

/** A region whose only site has been silent for long. */
async function withSilence(): Promise<RegionBench> {
  const bench = await new RegionBench().open();
  await bench.seconds(125);
  expect(bench.regional).toEqual([silent]);
  return bench;
}

const newestNonce = (bench: RegionBench): Nonce =>
  JSON.parse(text(bench.on(`${base}/-/nonce`).at(-1)!.payload)) as Nonce;

function commandTo(bench: RegionBench, change: Partial<Command> = {}): Command {
  const eventId = bench.standing[0]?.eventId ?? "";
  return {
    ...{ id: "00112233445566aa", region: "lage-landen", site: "-", actor: "anna", ...newestNonce(bench) },
    order: { purpose: "acknowledge", key: silent, eventId, note: "the crew is on its way" },
    ...change,
  };
}

async function send(
  bench: RegionBench,
  command: Command,
  by: Signer = keys.operator,
): Promise<CommandResult | undefined> {
  const before = bench.heard.length;
  await bench.publish({ topic: `${base}/-/command`, payload: seal("command", command, by), qos: 1, retain: false });
  await bench.seconds(1);
  const answer = bench.heard.slice(before).find(({ topic }) => topic.endsWith("/result"));
  if (answer === undefined) return undefined;
  const verifier = verifierOf([keys.region.publicPem]);
  const opened = openEnvelope(answer.payload, { type: "result", schema: resultSchema, verifier });
  return opened.ok ? opened.value.message : undefined;
}

describe("orders to the region", () => {
  test("an operator acknowledges a silent site: the region says so under its own signature, and everybody sees it", async () => {
    const bench = await withSilence();
    expect(await send(bench, commandTo(bench))).toMatchObject({ id: "00112233445566aa", state: "executed" });
    expect(bench.standing).toMatchObject([{ key: silent, state: "acknowledged", acknowledgedBy: "anna" }]);
    const events = bench.events.flatMap((message) => message.events).filter((event) => event.kind === "alarm");
    expect(events.at(-1)).toMatchObject({
      key: silent,
      transition: "acknowledge",
      actor: "anna",
      note: "the crew is on its way",
    });
  });

  test("what was acknowledged stays so over a power cut", async () => {
    const bench = await withSilence();
    await send(bench, commandTo(bench));
    bench.crash();
    await bench.seconds(5);
    await bench.startRegion();
    expect(bench.standing).toMatchObject([{ key: silent, state: "acknowledged", acknowledgedBy: "anna" }]);
  });

  test.each<[string, Partial<Command>, Signer, string]>([
    ["by somebody whose key is not known", {}, keys.stranger, "bad-signature"],
    ["by the region itself", {}, keys.region, "not-authorised"],
    ["meant for a site", { site }, keys.operator, "wrong-site"],
    ["with a nonce of nobody", { nonce: "0".repeat(32) }, keys.operator, "stale-nonce"],
    [
      "of another event",
      { order: { purpose: "acknowledge", key: silent, eventId: "7" } },
      keys.operator,
      "event-superseded",
    ],
    ["of no alarm", { order: { purpose: "acknowledge", key: "x.silent", eventId: "7" } }, keys.operator, "not-active"],
    ["that is no acknowledge", { order: { purpose: "reset", key: silent } }, keys.operator, "unknown-target"],
  ])("an order %s is refused, and nothing changes", async (_, change, by, refusal) => {
    const bench = await withSilence();
    expect(await send(bench, commandTo(bench, change), by)).toMatchObject({ state: "refused", refusal });
    expect(bench.standing).toMatchObject([{ key: silent, state: "unacknowledged" }]);
  });

  test("an order is taken once, and only while its nonce is fresh", async () => {
    const bench = await withSilence();
    const command = commandTo(bench);
    await send(bench, command);
    expect(await send(bench, command)).toMatchObject({ refusal: "replayed" });
    expect(await send(bench, { ...command, id: "00112233445566bb" })).toMatchObject({ refusal: "not-active" });
    await bench.seconds(11);
    expect(await send(bench, { ...command, id: "00112233445566cc" })).toMatchObject({ refusal: "stale-nonce" });
  });

  test("an alarm of a site is acknowledged at the site: the region says where", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(31);
    const order = { purpose: "acknowledge", key: `${site}.pump-1.pump-failed`, eventId: "7" } as const;
    const answer = await send(bench, commandTo(bench, { order }));
    expect(answer).toMatchObject({ refusal: "unknown-target", detail: `it belongs to ${site}: acknowledge it there` });
  });
});

describe("shelving the region's own alarms", () => {
  const id = (n: number): string => `00112233445566${n.toString(16).padStart(2, "0")}`;
  const shelve = { purpose: "shelve", key: silent, reason: "the line is being dug up", forMs: 3_600_000 } as const;
  const alarmsOf = (bench: RegionBench) =>
    // An event comes again until it is stored, always under its id.
    [
      ...new Map(bench.events.flatMap(({ events }) => events.map((event) => [event.id, event] as const))).values(),
    ].filter((event) => event.kind === "alarm" && event.key === silent);
  const speak = (bench: RegionBench) =>
    bench.publish(nodeBirth({ group: "lage-landen", edgeNode: site }, 1, { timestamp: begin, metrics: [] }));
  const order = (bench: RegionBench, n: number, actor: string, wanted: Command["order"]) =>
    send(bench, commandTo(bench, { id: id(n), actor, order: wanted }));

  test("hides a silent site over a power cut, is told of before its end, and announces it anew though it was seen", async () => {
    const bench = await withSilence();
    await send(bench, commandTo(bench));
    const { onset } = bench.standing[0]!;
    expect(await order(bench, 1, "anna", shelve)).toMatchObject({ state: "executed" });
    expect(bench.standing).toMatchObject([
      { key: silent, state: "acknowledged", shelved: { by: "anna", oneShot: false } },
    ]);
    expect(await order(bench, 2, "ben", shelve)).toMatchObject({
      refusal: "already-shelved",
      detail: expect.stringContaining("shelved by anna until"),
    });
    const eventId = bench.standing[0]!.eventId;
    expect(await order(bench, 3, "ben", { purpose: "acknowledge", key: silent, eventId })).toMatchObject({
      refusal: "shelved",
    });
    bench.crash();
    await bench.seconds(5);
    await bench.startRegion();
    await bench.seconds(3_600);
    expect(bench.standing).toMatchObject([{ key: silent, state: "unacknowledged", onset }]);
    expect(bench.standing[0]).not.toHaveProperty("shelved");
    expect(bench.standing[0]!.since - onset).toBeGreaterThanOrEqual(3_600_000);
    const told = alarmsOf(bench).slice(2);
    expect(told).toMatchObject([
      { transition: "shelve", actor: "anna", note: "the line is being dug up" },
      { transition: "shelvingEnds", shelved: { by: "anna" } },
      { transition: "unshelve", to: "unacknowledged", note: "its time is up" },
    ]);
    expect(told[2]!.at - told[1]!.at).toBe(360_000);
  });

  test("goes on while the site speaks and is silent again, and tells so; anybody takes it off", async () => {
    const bench = await withSilence();
    await order(bench, 1, "anna", shelve);
    await speak(bench);
    expect(bench.standing).toMatchObject([{ key: silent, state: "normal", shelved: { occurred: 0 } }]);
    await bench.seconds(125);
    expect(bench.standing).toMatchObject([{ state: "unacknowledged", shelved: { occurred: 1 } }]);
    expect(await order(bench, 2, "ben", { purpose: "unshelve", key: silent })).toMatchObject({ state: "executed" });
    expect(alarmsOf(bench).at(-1)).toMatchObject({
      transition: "unshelve",
      to: "unacknowledged",
      actor: "ben",
      note: "unshelved by ben; occurred while hidden, once",
    });
    expect(await order(bench, 3, "ben", { purpose: "unshelve", key: silent })).toMatchObject({
      refusal: "not-shelved",
    });
  });

  test("with one shot ends when the site speaks", async () => {
    const bench = await withSilence();
    const once = { purpose: "shelve", key: silent, reason: "r", oneShot: true } as const;
    expect(await order(bench, 1, "anna", once)).toMatchObject({ state: "executed" });
    await speak(bench);
    expect(bench.standing).toEqual([]);
    expect(alarmsOf(bench).at(-1)).toMatchObject({
      transition: "unshelve",
      to: "normal",
      note: "its condition is gone",
    });
  });

  test("is refused of an alarm of a site, of none, and of an older event", async () => {
    const bench = await new RegionBench().open();
    await bench.digest(1, pumpFailed);
    await bench.seconds(130);
    const refused = async (n: number, change: { key?: string; eventId?: string }) =>
      (await order(bench, n, "anna", { ...shelve, ...change }))?.refusal;
    expect(await refused(1, { key: `${site}.pump-1.pump-failed` })).toBe("unknown-target");
    expect(await refused(2, { key: "x.silent" })).toBe("not-active");
    expect(await refused(3, { eventId: "7" })).toBe("event-superseded");
  });
});

describe("an answer in a site's name", () => {
  const result: CommandResult = { id: "00112233445566aa", state: "executed", at: 0 };
  const topic = `${base}/${site}/command/00112233445566aa/result`;
  const answered = async (bench: RegionBench, by: Signer): Promise<void> => {
    await bench.publish({ topic, payload: seal("result", result, by), qos: 1, retain: false });
  };

  test("is believed when its gateway has signed it", async () => {
    const bench = await new RegionBench().open();
    await answered(bench, keys.site);
    expect(bench.region.status().results).toEqual({ signed: 1, forged: 0 });
    expect(bench.regional).toEqual([]);
  });

  test("is refused when another has, and that is an alarm until it was quiet for an hour", async () => {
    const bench = await new RegionBench().open();
    await answered(bench, keys.region);
    expect(bench.region.status().results).toEqual({ signed: 0, forged: 1 });
    expect(bench.regional).toEqual([`${site}.forged`]);
    await bench.seconds(3_590);
    expect(bench.regional).toContain(`${site}.forged`);
    await bench.seconds(20);
    expect(bench.regional).not.toContain(`${site}.forged`);
  });
});
