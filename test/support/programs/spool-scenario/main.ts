import { AppError } from "../../../../core/errors.ts";
import { systemClocks } from "../../../../core/io/clock.ts";
import { fileDisk } from "../../../../core/io/disk.ts";
import { sleep } from "../../../../core/ports/clock.ts";
import { Accounts } from "../../../../gateway/session/accounts.ts";
import type { SpoolConfig } from "../../../../gateway/spool/spool.ts";
import { knownDelivery, knownEvent, knownReading, noLink, type Planted, planted } from "../known.ts";
import { orders, report, waitForStart } from "../report.ts";

/** What this program is told. */
interface Orders {
  readonly directory: string;
  readonly spool: SpoolConfig;
  /** How many times it records, and how many readings each time. */
  readonly rounds: number;
  readonly readings: number;
  /** After this many rounds an ingest has what the first two brought. */
  readonly confirmAfter: number;
  readonly fault?: Planted;
  /** Ends as by a kill, with everything unfinished. */
  readonly breaksOff?: boolean;
}

const { directory, spool, rounds, readings, confirmAfter, fault, breaksOff } = orders<Orders>();
/** A disk that takes nothing for this long takes nothing in this test. */
const patience = 300;

/** Appends, waits until it is called durable, and says so; false when that takes too long. */
async function round(accounts: Accounts, counter: number, number: number): Promise<boolean> {
  const from = number * readings;
  accounts.record(Array.from({ length: readings }, (_, i) => knownReading(counter, from + i)));
  accounts.event([knownEvent(counter, number)]);
  const [lastReading, lastEvent] = [accounts.highest("readings"), accounts.highest("events")];
  const committed = accounts.spool.committed().then(() => true);
  if (!(await Promise.race([committed, sleep(systemClocks.io, patience).then(() => false)]))) {
    report({ is: "trouble", what: accounts.spool.failure ?? "nothing is committed, and nothing is said to be wrong" });
    return false;
  }
  report({ is: "durable", boot: accounts.boot, readings: lastReading, events: lastEvent });
  return true;
}

/** An ingest has the first two rounds. */
function confirm(accounts: Accounts): void {
  const { boot } = accounts;
  const held: [number, number] = [0, 2 * readings - 1];
  const events: [number, number] = [0, 1];
  report({ is: "stored", boot, readings: held, events });
  const said = { seen: -1, refused: [] };
  const boots = { [boot]: { ...said, durable: [held], events: { ...said, durable: [events] } } };
  accounts.apply({ ingest: "test", generation: 1, boots });
}

async function act(): Promise<void> {
  const disk = planted(fileDisk(directory), fault);
  const accounts = await Accounts.open(knownDelivery(disk, spool, { sparkplug: noLink, own: noLink }));
  report({ is: "boot", boot: accounts.boot });
  accounts.closeEarlierBoots();
  await Promise.race([accounts.spool.committed(), sleep(systemClocks.io, patience)]);
  let works = true;
  for (let number = 0; works && number < rounds; number += 1) {
    if (number === confirmAfter) confirm(accounts);
    works = await round(accounts, accounts.spool.boot.counter, number);
  }
  if (breaksOff === true) process.exit(0);
  if (works) await accounts.close();
  report({ is: "closed" });
  process.exit(0);
}

waitForStart();
try {
  await act();
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  report({ is: "trouble", what: error.message });
  process.exit(3);
}
