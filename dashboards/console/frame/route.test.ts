import { describe, expect, it } from "vitest";
import { addressOf, type Place, pageNames, placeOf } from "./route.ts";

const there = (address: string): Place => {
  const { pathname, search } = new URL(address, "http://x");
  return placeOf(pathname, search);
};

describe("an address", () => {
  it.each<[string, Place]>([
    ["/overview", { page: "overview" }],
    ["/site/gemaal-oostpolder", { page: "site", site: "gemaal-oostpolder" }],
    ["/site/a%20b%2Fc", { page: "site", site: "a b/c" }],
    ["/alarms", { page: "alarms" }],
    ["/pipeline", { page: "pipeline" }],
    ["/trends", { page: "trends", variables: [], from: undefined, to: undefined }],
    ["/trends?v=s/d/a&v=s/d/b&from=1&to=20", { page: "trends", variables: ["s/d/a", "s/d/b"], from: 1, to: 20 }],
    ["/trends?v=s/d/a&last=week", { page: "trends", variables: ["s/d/a"], last: "week" }],
    ["/explain?subject=pump-1&site=s&at=5", { page: "explain", subject: "pump-1", site: "s", at: 5 }],
  ])("%s leads to its place and back", (address, place) => {
    expect(there(address)).toEqual(place);
    expect(addressOf(place)).toBe(address);
  });

  it.each(["/overview/", "/"])("%s is the overview", (address) => {
    expect(there(address)).toEqual({ page: "overview" });
  });

  it.each(["/nothing", "/alarms/more", "/site", "/site/a/b"])("%s is of no page", (address) => {
    expect(there(address)).toEqual({ page: "unknown" });
  });

  it.each(["from=x", "from=-1", "from=1e99", "from="])("of trends with %s has no such moment", (query) => {
    expect(there(`/trends?${query}`)).toMatchObject({ from: undefined });
  });

  it("that is damaged is taken as it stands", () => {
    expect(placeOf("/site/%E0%A4%A", "")).toEqual({ page: "site", site: "%E0%A4%A" });
  });
});

it("the navigation has every page the server answers", () => {
  expect(pageNames).toEqual(["overview", "site", "alarms", "trends", "explain", "pipeline"]);
});
