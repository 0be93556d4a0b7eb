import { expect, it } from "vitest";
import { AppError } from "../../core/errors.ts";
import { settled } from "../../core/io/turn.ts";
import type { Store } from "../../core/ports/store.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import { storeTrouble } from "./store-trouble.ts";

const rows = async () => new Uint8Array(2);

it.each<[string, Store["query"], string | undefined]>([
  ["answers", rows, undefined],
  ["says that it is away", () => Promise.reject(new AppError("store-unavailable", "it is gone")), "it is gone"],
  ["never answers, as a frozen process", () => new Promise(() => undefined), "no answer within 2 s"],
])("a store that %s", async (_, query, why) => {
  const scheduler = new SimScheduler(1_000_000, settled);
  const answer = storeTrouble({ query }, scheduler.clocks());
  await scheduler.advance(2_000);
  expect(await answer).toEqual(why);
});
