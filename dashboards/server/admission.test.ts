import { describe, expect, it } from "vitest";
import { type Knock, refusalOf } from "./admission.ts";
import { doorsOf } from "./doors.ts";
import type { LeastRole, Visitor } from "./roles.ts";

const least = new Map<string, LeastRole>([
  ["POST /act", "operator"],
  ["GET /read", "observer"],
]);
const doors = doorsOf({ host: "127.0.0.1", port: 1 });
const anna: Visitor = { name: "anna", role: "operator", session: "s" };
const knock: Knock = {
  host: "127.0.0.1:1",
  origin: "http://127.0.0.1:1",
  changes: true,
  route: "POST /act",
  page: false,
  proof: "proof",
  contentType: "application/json",
};
const ask = (change: Partial<Knock>, visitor: Visitor | undefined = anna) =>
  refusalOf({ ...knock, ...change }, { doors, least, visitor, proof: "proof" });

it("a route that nobody gave a role is shut to everybody, an operator too", () => {
  expect(ask({ route: "POST /forgotten" })).toMatchObject({ status: 403 });
  expect(ask({ route: "GET /forgotten", changes: false })).toMatchObject({ status: 403 });
});

it("whoever is not logged in is not told what there is", () => {
  const nobody = { doors, least, visitor: undefined, proof: undefined };
  expect(refusalOf({ ...knock, route: undefined }, nobody)).toMatchObject({ status: 401 });
  expect(refusalOf({ ...knock, route: "POST /act" }, nobody)).toMatchObject({ status: 401 });
  expect(refusalOf({ ...knock, route: "GET /read", changes: false, page: true }, nobody)).toEqual({
    status: 303,
    location: "/login",
  });
});

it("tokens need no proof, cookies do", () => {
  expect(ask({ proof: undefined }, { ...anna, session: undefined })).toBeUndefined();
  expect(ask({ proof: undefined })).toMatchObject({ status: 403 });
  expect(ask({ proof: "another" })).toMatchObject({ status: 403 });
  expect(refusalOf({ ...knock, proof: undefined }, { doors, least, visitor: anna, proof: undefined })).toMatchObject({
    status: 403,
  });
  expect(ask({})).toBeUndefined();
});

describe("a body is taken as exactly application/json", () => {
  const variants = [
    "text/plain",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-8",
    "application/json;charset=utf-8",
    "application/json;",
    "application/json ",
    " application/json",
    "\tapplication/json",
    "application/json\t",
    "Application/JSON",
    "APPLICATION/JSON",
    "application/json, text/plain",
    "text/plain, application/json",
    "application/jsonp",
    "application/json+x",
    "application/ld+json",
    "application\\json",
    "application/json\u00a0",
    "",
  ];
  it.each(variants)("%j is refused", (contentType) => {
    expect(ask({ contentType })).toMatchObject({ status: 415 });
  });
});
