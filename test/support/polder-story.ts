import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DurationMs } from "../../core/time.ts";
import type { CommandResult } from "../../core/wire/command.ts";
import { polderSite, type Running } from "./running.ts";
import { until } from "./until.ts";

const second = 1_000;
/** A scan at the highest speed, and the time between two polls of a test. */
export const slack = 10 * second;
/** The world's own clock, as it tells it, goes in steps of this length. */
const step = second / 4;

/** What the files of the site and its region say of waiting. */
export interface Waits {
  /** From a fault of one pump to the other running: read-back, stagger and warning. */
  readonly takeover: DurationMs;
  /** On-delay of the alarm of a pump that failed. */
  readonly pumpFailed: DurationMs;
  /** How long a medium alarm may stand unacknowledged before it is the region's. */
  readonly acknowledgeWithin: DurationMs;
}

/** As in `examples/lage-landen`. */
export const exampleWaits: Waits = {
  takeover: (15 + 20 + 10) * second,
  pumpFailed: 20 * second,
  acknowledgeWithin: 30 * second,
};

/** How the polder of a story is run. */
export interface Stage {
  readonly waits: Waits;
  /** World seconds go by this many times faster; what is promised in world time is measured in world time. */
  readonly speed: number;
  /** Starts everything: the first time on nothing, then on what it left. */
  readonly start: () => Promise<Running>;
  /** Removes what is left. */
  readonly clear: () => void;
}

/**
 * The whole way from a gauge to the region's call and back to the pump, told in tests: the same for one `homeostat up` and for
 * processes of their own.
 */
export function tellPolderStory({ waits, speed, start, clear }: Stage): void {
  let demo: Running;
  beforeAll(async () => {
    demo = await start();
  });
  afterAll(async () => {
    await demo?.stop();
    clear();
  });

  /** Waits as long as so much world time takes, and then some. */
  const untilIn = (worldMs: DurationMs, what: string, condition: () => boolean | Promise<boolean>) =>
    until(what, condition, 30_000 + worldMs / speed);

  const now = async (): Promise<number> => (await demo.world()).at;
  const pumpRuns = async (pump: 0 | 1): Promise<boolean> => ((await demo.world()).pumps[pump]?.speed ?? 0) > 0.3;

  async function order(body: Record<string, unknown>): Promise<{ status: number; results: readonly CommandResult[] }> {
    const reply = await demo.post("/api/v1/commands", { site: polderSite, ...body });
    return { status: reply.status, results: reply.body.results ?? [] };
  }

  const override = (actuator: string, value: number, leaseMs = 300_000) =>
    order({ purpose: "override", actuator, value, leaseMs, reason: "trial run" });

  const acknowledge = (key: string, eventId: string) =>
    demo.post(`/api/v1/alarms/${key}/acknowledge`, { site: polderSite, eventId });

  describe("the demo, from the first value to the region's call", () => {
    test("values move", async () => {
      const before = await demo.values();
      await until("the gauge is read again", async () => {
        const { value, measuredAt } = (await demo.values())["gauge-in-a/p1"] ?? { value: null, measuredAt: 0 };
        return measuredAt > (before["gauge-in-a/p1"]?.measuredAt ?? 0) && value !== before["gauge-in-a/p1"]?.value;
      });
      expect(before["site/level-inside"]?.quality).toBe("good");
    });

    test("pump 1 starts by itself within two minutes of the first reading", async () => {
      const [first] = demo.truth().filter(({ device }) => device === "vfd-1");
      await untilIn(120 * second, "pump 1 runs", () => pumpRuns(0));
      expect(demo.runningAfter("vfd-1", 0) - Number(first?.["at"])).toBeLessThan(120 * second);
    });

    test("pump 1 stopped by the fault button: pump 2 takes over within read-back, stagger, warning and a scan", async () => {
      await demo.fault("vfd-1", "stop");
      await untilIn(120 * second, "pump 2 runs", () => pumpRuns(1));
      expect(demo.tookOver("vfd-1", "vfd-2")).toBeLessThanOrEqual(waits.takeover + slack);
    });

    test("its alarm is the site's own first, and the region's only after its deadline", async () => {
      await untilIn(
        waits.pumpFailed,
        "the local alarm",
        async () => (await demo.alarm(polderSite, "pump-1.pump-failed")) !== undefined,
      );
      const local = await demo.alarm(polderSite, "pump-1.pump-failed");
      expect(local).toMatchObject({ state: "unacknowledged", priority: "medium" });
      const raised = Number(local?.since);
      expect(raised - demo.faultAt("vfd-1")).toBeLessThanOrEqual(waits.pumpFailed + slack);
      const regionalKey = `${polderSite}.pump-1.pump-failed`;
      let before = raised;
      await untilIn(waits.acknowledgeWithin, "the region's alarm", async () => {
        if ((await demo.alarm("-", regionalKey)) !== undefined) return true;
        before = await now();
        return false;
      });
      expect((await now()) - raised).toBeGreaterThanOrEqual(waits.acknowledgeWithin - step);
      expect(before - raised).toBeLessThanOrEqual(waits.acknowledgeWithin + slack);
    });

    test("`why` explains the takeover and the alarm in words", async () => {
      const pump = await demo.cli("why", "pump-2");
      expect(pump).toMatchObject({ code: 0 });
      expect(pump.stdout).toMatch(/pump-2: run at [\d.]+ %, decided by homeostasis because drain: .* above target/);
      expect(pump.stdout).toContain("pump-1 failed: the drive reports a fault");
      expect(pump.stdout).toMatch(/inputs: site\/level-inside = -[\d.]+ \(good/);
      const alarm = await demo.cli("why", "pump-1.pump-failed", "--json");
      const { records, words } = JSON.parse(alarm.stdout);
      expect(words.join("\n")).toMatch(/pump-1\.pump-failed \(medium\) went from normal to unacknowledged/);
      expect(records.map(({ kind }: { kind: string }) => kind)).toContain("decision");
      expect((await demo.cli("why", "pump-7")).code).toBe(1);
    });

    test("an acknowledge must quote the event that was seen; then the site and the region both show it", async () => {
      const { eventId } = (await demo.alarm(polderSite, "pump-1.pump-failed")) ?? { eventId: "" };
      const stale = await acknowledge("pump-1.pump-failed", "1-0000000000000000.-1");
      expect([stale.status, stale.body.results.at(-1).refusal]).toEqual([409, "event-superseded"]);
      const done = await acknowledge("pump-1.pump-failed", eventId);
      expect([done.status, done.body.results.at(-1).state]).toEqual([200, "executed"]);
      const acknowledged = async (site: string, key: string) => (await demo.alarm(site, key))?.state === "acknowledged";
      await until("the site shows it", () => acknowledged(polderSite, "pump-1.pump-failed"));
      await until("the region shows it", async () => {
        const state = (await demo.alarm("-", `${polderSite}.pump-1.pump-failed`))?.state;
        return state === undefined || state === "acknowledged";
      });
    });

    test("an alarm acknowledged in time never climbs", async () => {
      await untilIn(120 * second, "pump 2 runs", () => pumpRuns(1));
      await demo.fault("vfd-2", "stop");
      await untilIn(
        waits.pumpFailed,
        "the local alarm",
        async () => (await demo.alarm(polderSite, "pump-2.pump-failed")) !== undefined,
      );
      const { eventId, since } = (await demo.alarm(polderSite, "pump-2.pump-failed")) ?? { eventId: "", since: 0 };
      expect((await acknowledge("pump-2.pump-failed", eventId)).status).toBe(200);
      const twice = 2 * waits.acknowledgeWithin;
      await untilIn(twice, "twice the deadline is over", async () => (await now()) > since + twice);
      expect(await demo.alarm("-", `${polderSite}.pump-2.pump-failed`)).toBeUndefined();
      expect((await demo.alarm(polderSite, "pump-2.pump-failed"))?.state).toBe("acknowledged");
    });
  });

  describe("an operator's override", () => {
    test("is executed only after the pump itself said that it runs", async () => {
      await demo.fault("vfd-1", "none");
      await demo.fault("vfd-2", "none");
      await until("pump 1 stands ready", async () => (await demo.values())["vfd-1/fault"]?.value === 0);
      let asked = 0;
      let results: readonly CommandResult[] = [];
      await untilIn(90 * second, "pump 2 has rested", async () => {
        asked = await now();
        ({ results } = await override("pump-2", 90));
        return results.at(-1)?.refusal !== "minimum-off-time";
      });
      expect(results.map(({ state }) => state)).toEqual(["accepted", "executing", "executed"]);
      expect(demo.runningAfter("vfd-2", asked)).toBeLessThanOrEqual(results.at(-1)?.at ?? 0);
      await until("its record is stored", async () => {
        const decisions = await demo.get(`/api/v1/decisions?site=${polderSite}&limit=20`);
        const records = decisions as { actuator: string; layer: string }[];
        return records.find(({ actuator }) => actuator === "pump-2")?.layer === "override";
      });
      expect((await order({ purpose: "release", actuator: "pump-2" })).status).toBe(200);
    });

    test.each([
      ["unknown-target", "pump-9", 80, 404],
      ["outside-limits", "pump-1", 30, 409],
    ])("is refused by name: %s", async (refusal, actuator, value) => {
      const { status, results } = await override(actuator, value);
      expect([status, results.at(-1)?.refusal]).toEqual([409, refusal]);
    });

    test("is refused while the panel switch stands in LOCAL", async () => {
      await demo.fault("vfd-1", "local");
      await until("LOCAL is read", async () => (await demo.values())["vfd-1/remote"]?.value === 0);
      expect((await override("pump-1", 80)).results.at(-1)?.refusal).toBe("local-mode");
      await demo.fault("vfd-1", "none");
      await until("REMOTE is read", async () => (await demo.values())["vfd-1/remote"]?.value === 1);
    });

    test("lapses to the local reflex when its lease ends", async () => {
      let results: readonly CommandResult[] = [];
      await until("the override is taken", async () => {
        results = (await override("siren", 100, 2 * second)).results;
        return results.at(-1)?.state === "executed";
      });
      expect((await demo.world()).siren).toBe(true);
      await until("the siren is off again", async () => !(await demo.world()).siren);
      const { stdout } = await demo.cli("why", "siren");
      expect(stdout).toContain("decided by override");
      expect(stdout.split("\n")[0]).not.toContain("override");
    });
  });

  /** What is told of the locks that are on, by the desk. */
  async function locksOn(): Promise<unknown> {
    const { sites } = (await demo.get("/api/v1/sites")) as { sites: readonly { site: string; locks: unknown }[] };
    return sites.find(({ site }) => site === polderSite)?.locks;
  }

  const lockOrder = (purpose: "lock" | "unlock") =>
    order({ purpose, lock: "person-at-work", ...(purpose === "lock" ? { reason: "cleaning the trash rack" } : {}) });

  describe("a lock for a person at work", () => {
    test("is put on with its owner and reason; then nobody starts a pump, and `why` tells", async () => {
      expect((await override("pump-1", 0)).results.at(-1)?.state).toBe("executed");
      const put = await lockOrder("lock");
      expect([put.status, put.results.at(-1)?.state]).toEqual([200, "executed"]);
      expect((await override("pump-1", 80)).results.at(-1)).toMatchObject({
        refusal: "locked",
        detail: "person-at-work: locked by operator: cleaning the trash rack",
      });
      expect((await lockOrder("lock")).results.at(-1)?.refusal).toBe("locked");
      await until("the desk shows it", async () => (await locksOn()) !== undefined);
      expect(await locksOn()).toMatchObject([{ lock: "person-at-work", by: "operator" }]);
      const { stdout } = await demo.cli("why", "person-at-work");
      expect(stdout).toContain("decided by lock because put on by operator: cleaning the trash rack");
    });
  });

  describe("Ctrl-C and a second start", () => {
    test("the history is there, the boot counter is one higher, and the books balance", async () => {
      const before = await now();
      const firstBoots = (await books()).map(({ boot }) => boot);
      expect(firstBoots).toHaveLength(1);
      expect(await demo.stop("SIGINT")).toBe(0);
      expect(existsSync(join(demo.data, "running.json"))).toBe(false);
      const offline = await demo.askStopped("query", "SELECT count(value) FROM reading", "--json");
      expect(JSON.parse(offline.stdout).results[0].series[0].values[0][1]).toBeGreaterThan(1_000);

      demo = await start();
      const history = (await demo.get(
        `/api/v1/history?site=${polderSite}&device=gauge-in-a&variable=p1&from=0&to=${before}`,
      )) as unknown[];
      expect(history.length).toBeGreaterThan(30);
      let told: readonly BookRow[] = [];
      await until("the new boot is in the books, and the first is stored to its last reading", async () => {
        told = await books();
        return told.length === firstBoots.length + 1 && told.every(balanced);
      });
      expect(told.map(({ boot }) => Number.parseInt(boot, 10))).toEqual([1, 2]);
      expect(await demo.cli("books")).toMatchObject({ code: 0 });
      expect((await demo.cli("why", "pump-1.pump-failed")).stdout).toContain("acknowledge by operator");
    });

    interface BookRow {
      readonly boot: string;
      readonly unexplained: number;
      readonly assigned: number;
      readonly stored: number;
      readonly inFlight: number;
    }
    /** The books of the polder; none while ingest does not answer yet. */
    const books = async (): Promise<readonly BookRow[]> => {
      const { status, body } = await demo.request("GET", "/api/v1/books");
      if (status === 503) return [];
      return (body as { site: string; boots: BookRow[] }[]).find(({ site }) => site === polderSite)?.boots ?? [];
    };
    const balanced = ({ unexplained, boot, inFlight }: BookRow): boolean =>
      unexplained === 0 && (!boot.startsWith("1-") || inFlight === 0);

    test("the lock is still on, and comes off", async () => {
      const isLocked = async () => (await lockOrder("lock")).results.at(-1)?.refusal === "locked";
      await until("the gateway is heard", isLocked, 60_000, 500);
      expect(await locksOn()).toMatchObject([{ lock: "person-at-work", by: "operator" }]);
      expect((await lockOrder("unlock")).results.at(-1)?.state).toBe("executed");
      expect((await lockOrder("unlock")).results.at(-1)?.refusal).toBe("not-active");
      await until("the desk shows that it is off", async () => ((await locksOn()) as unknown[]).length === 0);
    });
  });
}
