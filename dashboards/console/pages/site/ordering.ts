import { useState } from "preact/hooks";
import { act } from "../../api.ts";
import { t as parts } from "../../parts/texts.ts";

/** What became of the last order, and the way to give one; that tells whether it was done. */
type Ordering = readonly [outcome: string, order: (body: object) => Promise<boolean>];

/** Orders a person gives a site at one place of its page; what becomes of them is told there. */
export function useOrdering(site: string): Ordering {
  const [outcome, setOutcome] = useState("");
  const order = async (body: object): Promise<boolean> => {
    setOutcome(parts("sent"));
    const { ok, words } = await act("/api/v1/commands", { site, ...body });
    setOutcome(words);
    return ok;
  };
  return [outcome, order];
}
