import { messageOf } from "../../core/errors.ts";
import { parseQuery } from "../../core/influxql/parser.ts";
import type { Clocks } from "../../core/ports/clock.ts";
import type { Store } from "../../core/ports/store.ts";

/** A store that does not answer within this long is not there for anybody who waits. */
const patience = 2_000;

/** Why the store does not answer a question about the last minute; undefined when it does: not that its process runs, but that it reads. */
export async function storeTrouble(store: Pick<Store, "query">, clocks: Clocks): Promise<string | undefined> {
  const { world, io } = clocks;
  const parsed = parseQuery("SELECT value FROM reading WHERE time > now() - 1m LIMIT 1", world.now());
  const statement = parsed.ok ? parsed.value[0] : undefined;
  if (statement === undefined || statement.kind === "show") throw new Error("the question to the store is no query");
  const tooLong = new AbortController();
  const cancel = io.schedule(patience, () => tooLong.abort());
  const late = new Promise<never>((_, reject) => {
    tooLong.signal.addEventListener("abort", () => reject(new Error(`no answer within ${patience / 1_000} s`)));
  });
  try {
    await Promise.race([store.query(statement, { signal: tooLong.signal }), late]);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    cancel();
  }
}
