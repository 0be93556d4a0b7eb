import { describe, expect, it } from "vitest";
import { boardFiles } from "./boards.ts";
import { boardDifferences } from "./diff.ts";

const [first] = boardFiles("en");
const built = first?.board ?? {};
const changed = (change: (board: Record<string, unknown>) => void): unknown => {
  const copy = JSON.parse(JSON.stringify(built)) as Record<string, unknown>;
  change(copy);
  return copy;
};

describe("differences with an installed board", () => {
  it("are none for what was built, with Grafana's own number and version", () => {
    const installed = changed((board) => Object.assign(board, { id: 7, version: 3, iteration: 1 }));
    expect(boardDifferences(built, installed)).toEqual([]);
  });

  it("name the place and both values", () => {
    const installed = changed((board) => {
      board["title"] = "Mine";
      const panels = board["panels"] as { id: number; gridPos: { w: number } }[];
      const [, panel] = panels;
      if (panel !== undefined) Object.assign(panel, { id: 99, gridPos: { ...panel.gridPos, w: 3 } });
    });
    expect(boardDifferences(built, installed)).toEqual([
      'title: built "Viability", installed "Mine"',
      "panels[1].id: built 1, installed 99",
      "panels[1].gridPos.w: built 8, installed 3",
    ]);
  });

  it("tell what one side lacks", () => {
    const installed = changed((board) => {
      const panels = board["panels"] as unknown[];
      panels.push({ id: 100, title: "x".repeat(200) });
      delete board["refresh"];
    });
    const [refresh, panel, ...others] = [...boardDifferences(built, installed)].sort();
    expect([panel, others]).toEqual(['refresh: built "30s", installed nothing', []]);
    expect(refresh).toMatch(/^panels\[\d+\]: built nothing, installed \{"id":100,"title":"x+…$/);
  });
});
