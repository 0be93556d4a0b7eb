import { setTimeout as pause } from "node:timers/promises";
import { parseQuery } from "../../../core/influxql/parser.ts";
import type { Link } from "../../../core/ports/link.ts";
import type { Store } from "../../../core/ports/store.ts";
import { openEnvelope, type Verifier } from "../../../core/wire/envelope.ts";
import { storedSchema } from "../../../core/wire/stored.ts";
import { ownTopics } from "../../../core/wire/topics.ts";
import { region } from "../load.ts";

/** ms between two looks. */
const lookEvery = 20;

/** An acknowledgement comes at least every two seconds, ms. */
const longestSilence = 5_000;

/** Asks the store itself how many rows it holds, and waits until what ingest said on `stored` covers them all. */
export async function audit(store: Store, said: StoredWatch, readings: number): Promise<void> {
  const parsed = parseQuery("SELECT count(value) FROM reading", Date.now());
  const [statement] = parsed.ok ? parsed.value : [];
  if (statement === undefined) throw new Error("the question cannot be read");
  const answer = JSON.parse(Buffer.from(await store.query(statement)).toString()) as { values: number[][] }[];
  const rows = answer[0]?.values[0]?.[1];
  if (rows !== readings) throw new Error(`the store holds ${rows} rows and ${readings} readings were sent`);
  for (let waited = 0; said.readings() !== readings; waited += lookEvery) {
    if (waited > longestSilence) throw new Error(`stored covers ${said.readings()} readings of ${readings}`);
    await pause(lookEvery);
  }
}

/** What ingest has said to be durable, so far. */
export interface StoredWatch {
  /** How many readings the newest acknowledgements of all sites cover. */
  readings(): number;
}

/** Listens to what ingest tells the sites, and believes it as they would: by its signature. */
export async function watchStored(link: Link, verifier: Verifier): Promise<StoredWatch> {
  const covered = new Map<string, number>();
  const session = await link.connect({
    clientId: "reader:stored",
    onClose: () => undefined,
    onMessage: ({ topic, payload }) => {
      const opened = openEnvelope(payload, { type: "stored", schema: storedSchema, verifier });
      if (!opened.ok) throw new Error(`an acknowledgement cannot be believed: ${opened.error.detail}`);
      const ranges = Object.values(opened.value.message.boots).flatMap(({ durable }) => durable);
      covered.set(
        topic,
        ranges.reduce((sum, [lo, hi]) => sum + hi - lo + 1, 0),
      );
    },
  });
  await session.subscribe([{ topic: ownTopics(region, "+").stored, qos: 0 }]);
  return { readings: () => [...covered.values()].reduce((sum, one) => sum + one, 0) };
}
