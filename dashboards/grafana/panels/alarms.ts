import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { InfluxQuery } from "../influx-query.ts";
import type { Kit } from "../kit.ts";
import { aboutSites, statement } from "../statement.ts";
import { plainUnits } from "../units.ts";
import { textColumns, timeColumn } from "./columns.ts";
import { stateCell } from "./common.ts";
import { tablePanel } from "./table.ts";
import { timeline } from "./timeline.ts";

const keyTags = ["site", "device", "variable", "condition", "priority"];

/** The alarms that are not normal at the end of the time shown, the latest first. */
export function standingAlarms(kit: Kit): Panel {
  const { say, mappings } = kit;
  return tablePanel(kit, {
    title: { en: "Standing alarms", nl: "Staande alarmen" },
    about: {
      en: "Alarms whose latest transition in the time shown did not bring them back to normal. One that has stood for longer is not listed: the console has them all. One that climbed stands again, at the region.",
      nl: "Alarmen die door hun laatste overgang in de getoonde tijd niet weer normaal werden. Een alarm dat al langer staat, ontbreekt: de console heeft ze allemaal. Een alarm dat opklom staat nog eens, bij de regio.",
    },
    query: statement({ select: `last("state") AS "state"`, from: "alarm", groupBy: keyTags }, aboutSites),
    transformations: [
      {
        id: "filterByValue",
        options: {
          type: "exclude",
          match: "any",
          filters: [{ fieldName: "state", config: { id: "equal", options: { value: "normal" } } }],
        },
      },
    ],
    columns: [
      timeColumn(kit, { en: "Since", nl: "Sinds" }, "moment"),
      ...textColumns(kit, ["priority", "condition"]),
      { from: "state", title: say({ en: "State", nl: "Toestand" }), show: stateCell(mappings.alarm) },
      ...textColumns(kit, ["device", "variable", "site"]),
    ],
    links: "alarm",
    sortBy: { column: say({ en: "Since", nl: "Sinds" }), descending: true },
    empty: { en: "● no standing alarms", nl: "● geen staande alarmen" },
  });
}

/** Each alarm's state over time, from its transitions. */
export function alarmTimeline(kit: Kit): Panel {
  const query = statement({ select: `"state"`, from: "alarm", groupBy: keyTags, tail: "LIMIT 5000" }, aboutSites);
  return timeline(kit, {
    title: { en: "States of the alarms", nl: "Toestand van de alarmen" },
    about: {
      en: "Only alarms with a transition in the time shown. A state holds until the next transition.",
      nl: "Alleen alarmen met een overgang in de getoonde tijd. Een toestand geldt tot de volgende overgang.",
    },
    mappings: kit.mappings.alarm,
    links: kit.links.alarmSeries,
    empty: { en: "● no transitions in this time", nl: "● geen overgangen in deze tijd" },
  })
    .withTarget(new InfluxQuery("A", query, { alias: "$tag_site $tag_device $tag_condition" }))
    .build();
}

/** The closed alarms one by one: from when, and how long their condition held. */
export function closedAlarms(kit: Kit): Panel {
  const { say } = kit;
  return tablePanel(kit, {
    title: { en: "Alarms whose condition is gone", nl: "Alarmen waarvan de oorzaak weg is" },
    query: statement(
      {
        select: `"site", "device", "variable", "condition", "priority", "length"`,
        from: "alarm_span",
        tail: "ORDER BY time DESC LIMIT 200",
      },
      aboutSites,
    ),
    columns: [
      timeColumn(kit, { en: "Onset", nl: "Begin" }, "moment"),
      ...textColumns(kit, ["priority", "condition", "site", "device", "variable"]),
      {
        from: "length",
        title: say({ en: "Lasted", nl: "Duurde" }),
        show: [{ id: "unit", value: plainUnits.length }],
      },
    ],
    links: "alarm",
    sortBy: { column: say({ en: "Onset", nl: "Begin" }), descending: true },
    empty: { en: "● none in this time", nl: "● geen in deze tijd" },
  });
}

/** The alarms that were raised most often, of those whose condition is gone. */
export function frequentAlarms(kit: Kit): Panel {
  const { say } = kit;
  return tablePanel(kit, {
    title: { en: "Most frequent alarms", nl: "Vaakst voorgekomen alarmen" },
    query: statement(
      { select: `count("length") AS "count", sum("length") AS "total"`, from: "alarm_span", groupBy: keyTags },
      aboutSites,
    ),
    columns: [
      {
        from: "count",
        title: say({ en: "Times", nl: "Keer" }),
        show: [{ id: "unit", value: plainUnits.count }],
      },
      {
        from: "total",
        title: say({ en: "Together", nl: "Samen" }),
        show: [{ id: "unit", value: plainUnits.length }],
      },
      ...textColumns(kit, ["condition", "priority", "site", "device", "variable"]),
    ],
    hidden: ["Time"],
    sortBy: { column: say({ en: "Times", nl: "Keer" }), descending: true },
    empty: { en: "● none in this time", nl: "● geen in deze tijd" },
  });
}
