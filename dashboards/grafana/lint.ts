import type { Dashboard, GridPos, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { annotationTarget, isRow, panelsOf, queriesOf, targetsOf } from "./asked.ts";
import { columns } from "./board.ts";
import { queryFaults, type StoreSchema } from "./lint-queries.ts";
import { variablesIn } from "./macros.ts";
import { isKnownUnit } from "./units.ts";

/** What is wrong with a board, in words; nothing when all is well. `schema` is the store's. */
export function boardFaults(board: Dashboard, schema: StoreSchema): readonly string[] {
  return [
    ...identityFaults(board),
    ...gridFaults(board.panels ?? []),
    ...(board.panels ?? []).filter(isRow).flatMap(({ panels }) => gridFaults(panels)),
    ...variableFaults(board),
    ...unitFaults(board),
    ...queriesOf(board).flatMap(({ of, query }) => queryFaults(query, schema).map((fault) => `${of}: ${fault}`)),
    ...annotationFaults(board),
    ...targetFaults(board),
  ].map((fault) => `${board.uid}: ${fault}`);
}

/** What is wrong between boards: uids and titles that stand twice. */
export function setFaults(boards: readonly Dashboard[]): readonly string[] {
  return [
    ...twice(boards.map(({ uid }) => uid ?? "")).map((uid) => `uid ${uid} stands twice`),
    ...twice(boards.map(({ title }) => title ?? "")).map((title) => `title ${title} stands twice`),
  ];
}

function twice<T>(list: readonly T[]): readonly T[] {
  return list.filter((one, index) => list.indexOf(one) !== index);
}

function identityFaults(board: Dashboard): readonly string[] {
  const { uid = "" } = board;
  const panels = [...(board.panels ?? []).filter(isRow), ...panelsOf(board)];
  const unnumbered = panels.filter(({ id }) => id === undefined || id <= 0).map(({ title }) => `${title} has no id`);
  const untitled = panels
    .filter(({ title }) => title === undefined || title === "")
    .map(({ id }) => `${id} has no title`);
  const ids = twice(panels.map(({ id }) => id)).map((id) => `panel id ${id} stands twice`);
  const titles = twice(panels.map(({ title }) => title)).map((title) => `panel title ${title} stands twice`);
  const name = /^homeostat-[a-z-]{1,30}$/.test(uid) ? [] : [`uid ${uid} is not ours`];
  return [...name, ...unnumbered, ...untitled, ...ids, ...titles];
}

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function gridFaults(panels: readonly (Panel | RowPanel)[]): readonly string[] {
  const faults: string[] = [];
  for (const [index, { id, gridPos }] of panels.entries()) {
    if (gridPos === undefined) {
      faults.push(`panel ${id} has no place`);
      continue;
    }
    const { x, y, w, h } = gridPos;
    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > columns) faults.push(`panel ${id} leaves the grid`);
    for (const other of panels.slice(index + 1)) {
      if (other.gridPos !== undefined && overlap(gridPos, other.gridPos))
        faults.push(`panels ${id} and ${other.id} overlap`);
    }
  }
  return faults;
}

/** Names that Grafana itself fills in. */
const builtIn = /^(__\w+(\.\w+)*|timeFilter|interval|tag_\w+|col|m)$/;

function variableFaults(board: Dashboard): readonly string[] {
  const defined = (board.templating.list ?? []).map(({ name }) => name);
  const used = variablesIn(JSON.stringify(board).replaceAll("$__all", ""));
  const unknown = [...new Set(used)].filter((name) => !(defined.includes(name) || builtIn.test(name)));
  return [
    ...unknown.map((name) => `variable ${name} is used and not defined`),
    ...defined.filter((name) => !used.includes(name)).map((name) => `variable ${name} is defined and not used`),
    ...twice(defined).map((name) => `variable ${name} stands twice`),
  ];
}

function unitFaults(board: Dashboard): readonly string[] {
  return panelsOf(board).flatMap(({ id, type, fieldConfig }) => {
    const own = fieldConfig?.defaults.unit;
    const needs = type === "timeseries" || type === "stat";
    const others = (fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.flatMap(({ id: property, value }) => (property === "unit" ? [String(value)] : [])),
    );
    const all = [...(own === undefined ? [] : [own]), ...others];
    return [
      ...(needs && own === undefined ? [`panel ${id} has no unit`] : []),
      ...all.filter((unit) => !isKnownUnit(unit)).map((unit) => `panel ${id} has the unknown unit ${unit}`),
    ];
  });
}

/** Annotations must find their columns in what they select. */
function annotationFaults(board: Dashboard): readonly string[] {
  return (board.annotations.list ?? []).flatMap((annotation) => {
    const { query, textColumn, tagsColumn, timeEndColumn } = annotationTarget(annotation);
    const needed = [textColumn, ...tagsColumn.split(","), ...(timeEndColumn === "" ? [] : [timeEndColumn])];
    return needed
      .filter((column) => !query.includes(`"${column}"`))
      .map((column) => `annotation ${annotation.name} does not select ${column}`);
  });
}

/** Panels must name each query once. */
function targetFaults(board: Dashboard): readonly string[] {
  return panelsOf(board).flatMap((panel) =>
    twice(targetsOf(panel).map(({ refId }) => refId)).map((refId) => `panel ${panel.id} asks ${refId} twice`),
  );
}
