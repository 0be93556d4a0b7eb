import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sitesAt } from "../../cli/io/load-files.ts";
import { knownSites } from "../../cli/known-sites.ts";
import { measurements } from "../../ingest/measurements.ts";
import { pageRoutes } from "../pages.ts";
import { panelsOf } from "./asked.ts";
import { boardFiles } from "./boards.ts";
import { languages } from "./language.ts";
import { boardFaults, setFaults } from "./lint.ts";

const folder = join(import.meta.dirname, "json");
const sites = knownSites(sitesAt(join(import.meta.dirname, "../../examples/lage-landen")));
const all = languages.flatMap((language) => boardFiles(language).map((file) => ({ language, ...file })));

describe("boards", () => {
  it.each(all)("$language/$file is committed as it is built", ({ language, file, text }) => {
    expect(readFileSync(join(folder, language, file), "utf8")).toBe(text);
  });

  it.each(languages)("nothing else is committed for %s", (language) => {
    expect(readdirSync(join(folder, language)).sort()).toEqual(
      boardFiles(language)
        .map(({ file }) => file)
        .sort(),
    );
  });

  it.each(all)("$language/$file has no faults", ({ board }) => {
    expect(boardFaults(board, measurements)).toEqual([]);
  });

  it.each(languages.flatMap((language) => boardFiles(language, sites)))(
    "$file has no faults with the names and units of site files",
    ({ board }) => {
      expect(boardFaults(board, measurements)).toEqual([]);
    },
  );

  it.each(all)("$language/$file names no site, device, variable or actuator of an example", ({ text }) => {
    const ids = sites.flatMap(({ definition: { site, variables, actuators = [] } }) => [
      site,
      ...variables.flatMap(({ device, variable }) => [device, variable]),
      ...actuators.map(({ actuator }) => actuator),
    ]);
    const named = [...new Set(ids)].filter((id) => id !== "site" && new RegExp(`['(|^]${id}[')|$]`).test(text));
    expect(named).toEqual([]);
  });

  it.each(all)("$language/$file links to pages the console has", ({ text }) => {
    const pages = new Set(pageRoutes.map((route) => route.split("/")[1]));
    const linked = [...text.matchAll(/\{console:raw\}\/([a-z]+)/g)].map(([, page]) => page ?? "");
    expect(linked.length).toBeGreaterThan(3);
    expect(linked.filter((page) => !pages.has(page))).toEqual([]);
  });

  it("stand beside each other in one Grafana", () => {
    expect(setFaults(boardFiles("en").map(({ board }) => board))).toEqual([]);
    const uids = all.map(({ board }) => board.uid);
    expect(new Set(uids).size).toBe(uids.length);
  });

  it("are the same in every language but for their words", () => {
    const [en = [], nl = []] = languages.map((language) => boardFiles(language));
    for (const [index, { board }] of en.entries()) {
      const other = nl[index]?.board;
      const shape = (of: typeof board | undefined) =>
        of && panelsOf(of).map(({ id, type, gridPos, targets }) => ({ id, type, gridPos, asked: targets?.length }));
      expect(shape(other)).toEqual(shape(board));
      const same = panelsOf(board).filter(({ title }, at) => other && panelsOf(other)[at]?.title === title);
      // Words that are the same in both, such as the name of a variable.
      expect(same.length, board.uid).toBeLessThan(panelsOf(board).length / 2);
    }
  });
});
