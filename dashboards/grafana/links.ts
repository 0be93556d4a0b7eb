import { type DashboardLink, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";
import { filled } from "./filled.ts";
import type { Say, Text } from "./language.ts";

const console = filled("console:raw");
const range = `from=${filled("__from")}&to=${filled("__to")}`;
const label = (tag: string): string => filled(`__field.labels.${tag}`);
const cell = (column: string): string => filled(`__data.fields.${column}`);

/** A link of a point, a row or a board to a page of homeostat's own console, in a new tab. */
function consoleLink(title: string, path: string): DashboardLink {
  return {
    title,
    type: DashboardLinkType.Link,
    icon: "external link",
    tooltip: "",
    url: `${console}${path}`,
    tags: [],
    asDropdown: false,
    targetBlank: true,
    includeVars: false,
    keepTime: false,
  };
}

const inTrends: Text = { en: "Show in the console's trends", nl: "Toon in de trends van de console" };
const whyThen: Text = { en: "Why was it so at this moment?", nl: "Waarom was het zo op dit moment?" };
const whyAlarm: Text = { en: "Why this alarm?", nl: "Waarom dit alarm?" };

/** The links to the console in one language. */
export function linksIn(say: Say) {
  const seriesPath = `${label("site")}/${label("device")}/${label("variable")}`;
  const rowPath = `${cell("site")}/${cell("device")}/${cell("variable")}`;
  const keyOf = (part: (tag: string) => string): string => `${part("device")}.${part("variable")}.${part("condition")}`;
  return {
    /** From a point of a variable's series: its trend, and what was decided about it then. */
    series: [
      consoleLink(say(inTrends), `/trends?v=${seriesPath}&${range}`),
      consoleLink(
        say(whyThen),
        `/explain?subject=${label("device")}/${label("variable")}&site=${label("site")}&at=${filled("__value.time")}`,
      ),
    ],
    /** From a row that names site, device and variable. */
    row: [consoleLink(say(inTrends), `/trends?v=${rowPath}&${range}`)],
    /** From a point of an actuator's series. */
    actuator: [
      consoleLink(
        say(whyThen),
        `/explain?subject=${label("actuator")}&site=${label("site")}&at=${filled("__value.time")}`,
      ),
    ],
    /** From a row that names an alarm. */
    alarm: [consoleLink(say(whyAlarm), `/explain?subject=${keyOf(cell)}&site=${cell("site")}&at=${filled("__to")}`)],
    /** From a point of an alarm's series. */
    alarmSeries: [
      consoleLink(say(whyAlarm), `/explain?subject=${keyOf(label)}&site=${label("site")}&at=${filled("__value.time")}`),
    ],
    /** From a panel that speaks of whole sites. */
    site: [
      consoleLink(say({ en: "This site in the console", nl: "Deze locatie in de console" }), `/site/${label("site")}`),
    ],
    /** From the board itself to a page of the console. */
    page: (title: Text, path: string) => consoleLink(say(title), path),
  };
}

/** What `linksIn` gives. */
export type Links = ReturnType<typeof linksIn>;
