import { expect, it } from "vitest";
import { readiness } from "./readiness.ts";

const well = { link: "connected", store: "open", trouble: undefined } as const;

it("what is connected, writes and answers is ready", () => {
  expect(readiness(well, undefined, { link: "connected", trouble: undefined })).toEqual([
    { part: "broker", ok: true, detail: "connected" },
    { part: "store", ok: true, detail: "open" },
    { part: "region", ok: true, detail: "connected" },
  ]);
});

it.each([
  ["a store that is open but cannot write", { ...well, trouble: "store: no space left" }, undefined, "no space left"],
  ["a store that does not answer", well, "no answer within 2 s", "no answer"],
  ["a store that is being opened", { ...well, store: "opening" }, undefined, "opening"],
] as const)("%s is not ready, and says why", (_, ingest, unread, why) => {
  const store = readiness(ingest, unread, undefined).find(({ part }) => part === "store");
  expect(store).toEqual({ part: "store", ok: false, detail: expect.stringContaining(why) });
});

it("a broker that ingest does not reach is not ready, nor is a region without it", () => {
  const away = { link: "connecting", trouble: "broker: refused" } as const;
  const parts = readiness({ ...well, ...away }, undefined, away);
  expect(parts.filter(({ ok }) => ok)).toEqual([]);
});
