import { expect, it } from "vitest";
import { AppError } from "../core/errors.ts";
import type { Store, StoreBatch } from "../core/ports/store.ts";
import { toldStore, withCredential } from "./told-store.ts";

const batch: StoreBatch = { newSeries: [], readings: [], events: [], register: [] };

function toldAbout() {
  const said: string[] = [];
  let trouble: string | undefined;
  const answer = async <T>(value: T): Promise<T> => {
    if (trouble !== undefined) throw new AppError("store-unavailable", trouble);
    return value;
  };
  const store: Store = {
    open: () => answer({ generation: 1, series: [], register: [] }),
    append: () => answer(undefined),
    query: () => answer(new Uint8Array()),
    compactRegister: () => answer(undefined),
    close: async () => undefined,
  };
  const told = toldStore(store, (detail) => said.push(detail));
  const attempt = (what: "open" | "append", words?: string): Promise<unknown> => {
    trouble = words;
    return (what === "open" ? told.open() : told.append(batch)).catch((error: Error) => error.message);
  };
  return { said, attempt };
}

it("a store that goes away is said once in its words, and its return", async () => {
  const { said, attempt } = toldAbout();
  await attempt("open");
  await attempt("append");
  expect(said).toEqual([]);
  expect(await attempt("append", "cut")).toBe("cut");
  for (const words of ["refused", "cut", "refused", undefined]) await attempt("open", words);
  expect(said).toEqual(["cut", "refused", "it is back"]);
  await attempt("append", "cut");
  expect(said.at(-1)).toBe("cut");
});

it("a store that opens and does not let itself be written is not back until it does", async () => {
  const { said, attempt } = toldAbout();
  for (const _ of [1, 2, 3]) {
    await attempt("open");
    await attempt("append", "read only");
  }
  expect(said).toEqual(["read only"]);
  await attempt("open");
  await attempt("append");
  expect(said).toEqual(["read only", "it is back"]);
});

it("names the file of a credential that is not believed, and of no other trouble", () => {
  const refused = "InfluxDB answered 401 to a write: unauthorized access";
  const atOpening = "InfluxDB at http://db:8086: A 401 Unauthorized error occurred: authorization failed";
  expect(withCredential(atOpening, "/etc/token.json")).toBe(
    `${atOpening}; who we are is in /etc/token.json, read at start`,
  );
  expect(withCredential(refused, "/etc/token.json")).toBe(
    `${refused}; who we are is in /etc/token.json, read at start`,
  );
  expect(withCredential(refused, undefined)).toBe(refused);
  expect(withCredential("InfluxDB answered 503 to a write: 401 rows", "/etc/token.json")).not.toContain("token.json");
});
