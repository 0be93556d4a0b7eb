import { expect, it } from "vitest";
import { AppError } from "../core/errors.ts";
import type { Link, LinkSession } from "../core/ports/link.ts";
import { toldLink } from "./told-link.ts";

const options = { clientId: "a", onMessage: () => undefined, onClose: () => undefined };

it("a broker that stays away is said once, its words when they change, and its return", async () => {
  const said: string[] = [];
  let trouble: string | undefined;
  let cut = (_reason: string): void => undefined;
  const link: Link = {
    connect: async ({ onClose }) => {
      if (trouble !== undefined) throw new AppError("link-lost", trouble);
      cut = onClose;
      return {} as LinkSession;
    },
  };
  const told = toldLink(link, (detail) => said.push(detail));
  const attempt = (word?: string) => {
    trouble = word;
    return told.connect(options).catch(() => undefined);
  };
  await attempt();
  expect(said).toEqual([]);
  cut("closed");
  for (const word of ["refused", "refused", "expired", undefined, "refused"]) await attempt(word);
  expect(said).toEqual(["closed", "refused", "expired", "connected again", "refused"]);
});
