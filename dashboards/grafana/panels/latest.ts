import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Kit } from "../kit.ts";
import type { Text } from "../language.ts";
import { statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { textColumns, timeColumn } from "./columns.ts";
import { stateCell } from "./common.ts";
import { tablePanel } from "./table.ts";

const none: Text = { en: "✖ nothing arrived in this time", nl: "✖ in deze tijd kwam niets binnen" };

/**
 * How good each variable that meets the conditions is: the latest quality said, together with how many values arrived. Where
 * values arrive and nothing was said, they are good: a gateway says so when they are not, at the first good one after that, and
 * at each boot.
 */
export function qualityTable(kit: Kit, where: readonly string[]): Panel {
  const { say, mappings } = kit;
  const groupBy = ["site", "device", "variable"];
  return tablePanel(kit, {
    title: { en: "Quality", nl: "Kwaliteit" },
    about: {
      en: "The latest quality said of each variable, and how many values arrived in the time shown. See its age beside it.",
      nl: "De laatst gemelde kwaliteit van elke grootheid, en hoeveel waarden in de getoonde tijd binnenkwamen. De leeftijd staat ernaast.",
    },
    query: statement({
      select: `last("quality") AS "quality", count("value") AS "values"`,
      from: "reading",
      ...{ where, groupBy },
    }),
    columns: [
      ...textColumns(kit, ["site", "device", "variable"]),
      { from: "quality", title: say({ en: "Quality", nl: "Kwaliteit" }), show: stateCell(mappings.quality) },
      {
        from: "values",
        title: say({ en: "Values", nl: "Waarden" }),
        show: [{ id: "unit", value: plainUnits.count }],
      },
    ],
    hidden: ["Time"],
    links: "row",
    empty: none,
  });
}

const deviceAge: Text = { en: "Age of each device's latest value", nl: "Leeftijd van de laatste waarde per apparaat" };
const variableAge: Text = { en: "Age of the latest value", nl: "Leeftijd van de laatste waarde" };

/** The latest value of a whole device: only its time says something, for several variables may have that time. */
const seen = "seen";

/** How old the latest value of each variable (or of each device, where none is asked for) is, the oldest first. */
export function ageTable(kit: Kit, which: readonly string[] | null): Panel {
  const perDevice = which === null;
  const groupBy = perDevice ? (["site", "device"] as const) : (["site", "device", "variable"] as const);
  const where = which ?? [];
  return tablePanel(kit, {
    title: perDevice ? deviceAge : variableAge,
    about: {
      en: "Only what arrived in the time shown is listed: what is missing here is older.",
      nl: "Alleen wat in de getoonde tijd binnenkwam staat hier: wat ontbreekt is ouder.",
    },
    query: statement({ select: `last("value") AS "${perDevice ? seen : "value"}"`, from: "reading", where, groupBy }),
    columns: [
      ...textColumns(kit, groupBy),
      timeColumn(kit, { en: "Age", nl: "Leeftijd" }, "ago"),
      ...(perDevice ? [] : [{ from: "value", title: kit.say({ en: "Value", nl: "Waarde" }) }]),
    ],
    hidden: perDevice ? [seen] : [],
    ...(perDevice ? {} : { links: "row" as const }),
    sortBy: { column: kit.say({ en: "Age", nl: "Leeftijd" }), descending: false },
    empty: none,
  });
}
