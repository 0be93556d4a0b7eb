import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkType,
  type Panel,
  type RowPanel,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Kit, Placed } from "./kit.ts";
import type { Text } from "./language.ts";

/** The width of a board, in columns of Grafana's grid. */
export const columns = 24;

/** Panels under one heading; with `perSite` Grafana repeats them for each site chosen; `folded` ones ask nothing until they are opened. */
export interface Section {
  readonly id: number;
  readonly title: Text;
  readonly perSite: boolean;
  readonly folded?: boolean;
  readonly panels: readonly Placed[];
}

/** What a board is made from. `name` is the word in its uid and its file, and never changes. */
export interface BoardPlan {
  readonly name: string;
  readonly title: Text;
  readonly about: Text;
  /** The console's page that shows the same. */
  readonly page: string;
  readonly variables: readonly VariableModel[];
  readonly annotations: readonly AnnotationQuery[];
  readonly sections: readonly Section[];
}

const generated: Text = {
  en: "Made from code: copy it before you change it, or the next build takes your change away.",
  nl: "Gemaakt uit code: kopieer het voor u iets wijzigt, anders neemt de volgende build uw wijziging weg.",
};
const toConsole: Text = { en: "Console", nl: "Console" };

/** A whole board in the classic format, which Grafana provisions from files. */
export function boardOf(kit: Kit, plan: BoardPlan): Dashboard {
  const { say, language, links } = kit;
  const built = new DashboardBuilder(say(plan.title))
    .uid(`homeostat-${plan.name}${language === "en" ? "" : `-${language}`}`)
    .description(`${say(plan.about)} ${say(generated)}`)
    .tags(["homeostat", language])
    .timezone("browser")
    .time({ from: "now-24h", to: "now" })
    .refresh("30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .build();
  return {
    ...built,
    links: [links.page(toConsole, plan.page), boardsLink(kit)],
    templating: { list: [...plan.variables] },
    annotations: { list: [...plan.annotations] },
    panels: laidOut(kit, plan.sections),
  };
}

function boardsLink({ language, links }: Kit): DashboardLink {
  return {
    ...links.page({ en: "Boards", nl: "Borden" }, ""),
    type: DashboardLinkType.Dashboards,
    url: "",
    tags: ["homeostat", language],
    targetBlank: false,
    keepTime: true,
    includeVars: true,
  };
}

/** Sections one under another. */
function laidOut({ say }: Kit, sections: readonly Section[]): (Panel | RowPanel)[] {
  const all: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const { id, title, perSite, folded = false, panels } of sections) {
    const gridPos = { h: 1, w: columns, x: 0, y };
    const repeat = perSite ? { repeat: "site" } : {};
    const { inside, end } = inLines(panels, y + 1);
    // Grafana keeps the panels of a folded row in the row itself.
    const own = folded ? inside : [];
    all.push({ type: "row", id, title: say(title), collapsed: folded, gridPos, panels: own, ...repeat });
    if (!folded) all.push(...inside);
    y = folded ? y + 1 : end;
  }
  return all;
}

/** Panels from left to right and on to the next line, from this line of the grid on. */
function inLines(panels: readonly Placed[], from: number): { readonly inside: Panel[]; readonly end: number } {
  let [x, y, lineHeight] = [0, from, 0];
  const inside = panels.map(({ id, w, h, panel }): Panel => {
    if (x + w > columns) {
      y += lineHeight;
      [x, lineHeight] = [0, 0];
    }
    const gridPos = { h, w, x, y };
    x += w;
    lineHeight = Math.max(lineHeight, h);
    return { ...panel, id, gridPos };
  });
  return { inside, end: y + lineHeight };
}
