import { z } from "zod";
import { roles } from "../roles.ts";
import { route } from "../route.ts";
import { doneAnswer, readyAnswer } from "./answers.ts";

const open = { least: "anyone", cost: "light" } as const;

/** Who asks. */
export const meRoute = route({
  method: "GET",
  path: "/api/v1/me",
  least: "observer",
  cost: "light",
  words: "Who is logged in, and what this login sends with each change.",
  answer: z.object({
    name: z.string(),
    role: z.enum(roles),
    csrf: z.string().nullable().describe("to be sent as x-homeostat-csrf; null for tokens"),
    region: z.string(),
    version: z.string(),
    simulated: z.boolean(),
  }),
});

/** The end of a login. */
export const logoutRoute = route({
  method: "POST",
  path: "/api/v1/logout",
  least: "observer",
  cost: "light",
  words: "End this login.",
  answer: doneAnswer,
});

/** One-time links. */
export const loginLinkRoute = route({
  method: "POST",
  path: "/api/v1/login-link",
  // Who comes by a link has no name that could be taken from them: whoever has a name makes none.
  least: "instance",
  cost: "write",
  words: "Make a one-time link, good for ten minutes; for the instance's token alone.",
  answer: z.object({
    path: z.string(),
    link: z.string().nullable().describe("at the address people type; null where none was given"),
  }),
});

/** The login page, or the door that a one-time link opens. */
export const loginPageRoute = route({
  ...open,
  method: "GET",
  path: "/login",
  words: "The login page; with `once`, a one-time link.",
  query: z.strictObject({ once: z.string().max(200).optional() }),
  answer: "text/html",
});

/** Name and password. */
export const loginRoute = route({
  ...open,
  method: "POST",
  path: "/login",
  words: "Log in with name and password, as a form sends them.",
  body: z.strictObject({ name: z.string().max(40), password: z.string().max(1000) }),
  answer: "text/html",
});

/** How the login page looks. */
export const loginStyleRoute = route({
  ...open,
  method: "GET",
  path: "/login.css",
  words: "How the login page looks.",
  answer: "text/css",
});

/** Whether the process lives. */
export const healthRoute = route({
  ...open,
  method: "GET",
  path: "/healthz",
  words: "Whether it lives.",
  answer: doneAnswer,
});

/** Whether it can do its job. */
export const readyRoute = route({
  ...open,
  method: "GET",
  path: "/readyz",
  words: "Whether it can do its job; details for who is logged in.",
  answer: readyAnswer,
});

/** Figures. */
export const metricsRoute = route({
  ...open,
  method: "GET",
  path: "/metrics",
  words: "Figures for Prometheus.",
  answer: "text/plain",
});

/** This API, described. */
export const openApiRoute = route({
  method: "GET",
  path: "/openapi.json",
  least: "observer",
  cost: "light",
  words: "This API as OpenAPI 3.1.",
  answer: z.looseObject({ openapi: z.string() }),
});

const influx = { ...open, query: z.unknown(), body: z.unknown(), answer: "application/json" } as const;

/** The InfluxDB wire contract, which checks credentials of its own (docs/influxql.md). */
export const influxRoutes = (["GET", "POST"] as const).flatMap((method) => [
  route({ ...influx, method, path: "/ping", words: "InfluxDB's ping." }),
  route({ ...influx, method, path: "/query", words: "InfluxQL, with a token of its own." }),
]);
