import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Kit } from "../kit.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { textColumns } from "./columns.ts";
import { tablePanel } from "./table.ts";

/** The gap records: what was not measured, not kept or not accepted, from when to when, and why. */
export function gapTable(kit: Kit): Panel {
  const { say } = kit;
  const moment = [{ id: "unit", value: plainUnits.moment }];
  return tablePanel(kit, {
    title: { en: "Gap records", nl: "Hiaten" },
    about: {
      en: "What was not measured, not kept or not accepted. Every missing reading is in one of these.",
      nl: "Wat niet is gemeten, bewaard of aangenomen. Elke ontbrekende meting staat in een van deze.",
    },
    query: statement({
      select: `"site", "device", "variable", "reason", "start_at", "end_at", "count", "estimated"`,
      from: "gap",
      tail: "ORDER BY time DESC LIMIT 200",
    }),
    columns: [
      ...textColumns(kit, ["site", "device", "variable"]),
      { from: "start_at", title: say({ en: "From", nl: "Van" }), show: moment },
      { from: "end_at", title: say({ en: "To", nl: "Tot" }), show: moment },
      {
        from: "count",
        title: say({ en: "Readings", nl: "Metingen" }),
        show: [{ id: "unit", value: plainUnits.count }],
      },
      { from: "estimated", title: say({ en: "Estimated", nl: "Geschat" }) },
      ...textColumns(kit, ["reason"]),
    ],
    hidden: ["Time"],
    empty: { en: "● no gap records in this time", nl: "● geen hiaten in deze tijd" },
  });
}
