import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tellPolderStory } from "../support/polder-story.ts";
import { type RoleFolder, type RoleProcesses, setUpRoles, shortWaits, startRoles } from "../support/role-processes.ts";
import { polderSite } from "../support/running.ts";
import { until } from "../support/until.ts";

let folder: RoleFolder;
beforeAll(async () => {
  folder = await setUpRoles();
});
afterAll(() => rmSync(folder.path, { recursive: true, force: true }));

describe("processes of their own over mosquitto with TLS", () => {
  tellPolderStory({ waits: shortWaits, speed: 1, start: () => startRoles(folder), clear: () => undefined });
});

describe("kill -9 while processes of their own keep the polder", () => {
  let roles: RoleProcesses;
  beforeAll(async () => {
    roles = await startRoles(folder);
  });
  afterAll(async () => {
    await roles?.stop();
  });

  interface Boot {
    readonly assigned: number;
    readonly stored: number;
    readonly inFlight: number;
    readonly unexplained: number;
  }
  /** The books of the boot that runs; undefined while nobody tells them. */
  const booksNow = async (): Promise<Boot | undefined> => {
    const { status, body } = await roles
      .request("GET", `/api/v1/books?site=${polderSite}`)
      .catch(() => ({ status: 0, body: [] }));
    return status === 200 ? body[0]?.boots.at(-1) : undefined;
  };
  /** Every number given out so far, and those given out since, are stored. */
  const storedBeyond = (assigned: number) =>
    until(
      `more than ${assigned} are stored, and nothing is on its way`,
      async () => {
        const now = await booksNow();
        return now !== undefined && now.stored > assigned && now.inFlight === 0;
      },
      60_000,
    );

  test.each([
    ["mosquitto", () => roles.restartBroker()],
    ["ingest", () => roles.restart("ingest")],
    ["console", () => roles.restart("console")],
    ["region", () => roles.restart("region")],
  ])("of %s: nothing is lost, nothing doubled, the books balance", async (_who, kill) => {
    const before = await booksNow();
    await kill();
    await storedBeyond((before?.assigned ?? 0) + 50);
    const after = await booksNow();
    expect(after).toMatchObject({ unexplained: 0, refused: 0, gaps: 0 });
  });

  test("every number that is stored is one row", async () => {
    expect(await roles.stop()).toBe(0);
    const rows = await roles.askStopped("query", "SELECT value, quality FROM reading", "--json");
    const { stdout } = await roles.askStopped("books", "--json");
    const boots = (JSON.parse(stdout) as readonly { readonly boots: readonly Boot[] }[]).flatMap((site) => site.boots);
    const stored = boots.reduce((sum, boot) => sum + boot.stored, 0);
    expect(JSON.parse(rows.stdout).results[0].series[0].values).toHaveLength(stored);
  });
});
