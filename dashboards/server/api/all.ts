import { pageRoutes } from "../../pages.ts";
import type { LeastRole } from "../roles.ts";
import type { RouteSpec } from "../route.ts";
import {
  acknowledgeRoute,
  commandRoute,
  faultRoute,
  resetRoute,
  shelveRoute,
  simulatorRoute,
  unshelveRoute,
} from "./actions.ts";
import {
  healthRoute,
  influxRoutes,
  loginLinkRoute,
  loginPageRoute,
  loginRoute,
  loginStyleRoute,
  logoutRoute,
  meRoute,
  metricsRoute,
  openApiRoute,
  readyRoute,
} from "./entrance.ts";
import {
  annotationsRoute,
  decisionsRoute,
  eventsRoute,
  gapsRoute,
  historyRoute,
  performanceRoute,
  whyRoute,
} from "./past.ts";
import {
  alarmLinesRoute,
  alarmsRoute,
  booksRoute,
  sitesRoute,
  streamRoute,
  variablesRoute,
  viabilityRoute,
} from "./present.ts";
import { csvRoute, seriesRoute } from "./readings.ts";

/** Every route but those of the console's own pages and files. */
export const allRoutes: readonly RouteSpec[] = [
  meRoute,
  logoutRoute,
  loginLinkRoute,
  loginPageRoute,
  loginRoute,
  loginStyleRoute,
  sitesRoute,
  alarmsRoute,
  alarmLinesRoute,
  variablesRoute,
  viabilityRoute,
  booksRoute,
  streamRoute,
  eventsRoute,
  decisionsRoute,
  gapsRoute,
  annotationsRoute,
  historyRoute,
  seriesRoute,
  csvRoute,
  whyRoute,
  performanceRoute,
  commandRoute,
  acknowledgeRoute,
  resetRoute,
  shelveRoute,
  unshelveRoute,
  simulatorRoute,
  faultRoute,
  healthRoute,
  readyRoute,
  metricsRoute,
  openApiRoute,
  ...influxRoutes,
];

/** How a route is known: by method and path, never by the way a request spells it. */
export const routeKey = (method: string, path: string): string => `${method === "HEAD" ? "GET" : method} ${path}`;

/** The page's own files: code, no data. */
const files = routeKey("GET", "/*");

/** The least role of every route. What is not here is shut to everybody. */
export const leastRoles: ReadonlyMap<string, LeastRole> = new Map<string, LeastRole>([
  ...allRoutes.map(({ method, path, least }) => [routeKey(method, path), least] as const),
  ...["/", ...pageRoutes].map((page) => [routeKey("GET", page), "observer"] as const),
  [files, "anyone"],
]);
