import { describe, expect, it } from "vitest";
import { doorsOf, guardHeaders, ownPage } from "./doors.ts";

const plain = doorsOf({ host: "127.0.0.1", port: 8420 });
const behind = doorsOf({
  host: "127.0.0.1",
  port: 8420,
  publicUrl: "https://water.example",
  frames: ["https://grafana.example/d/x; script-src *"],
});

describe("a request", () => {
  it.each([
    ["from our own page", "localhost:8420", "http://localhost:8420", true, true],
    ["from a program, without Origin", "127.0.0.1:8420", undefined, true, true],
    ["by a name rebound to loopback", "evil.example:8420", undefined, false, false],
    ["that changes something, from a foreign page", "127.0.0.1:8420", "http://evil.example", true, false],
    [
      "that changes something, from another port of this machine",
      "localhost:8420",
      "http://localhost:3000",
      true,
      false,
    ],
    ["that changes something, from no page at all", "127.0.0.1:8420", "null", true, false],
    ["that only reads, from a foreign page", "127.0.0.1:8420", "http://evil.example", false, true],
    ["without Host", undefined, undefined, false, false],
  ])("%s: %s %s changes=%s → %s", (_name, host, origin, changes, expected) => {
    expect(ownPage({ host, origin, changes }, plain)).toBe(expected);
  });

  it.each([
    ["water.example", "https://water.example", true],
    ["water.example", "http://water.example", false],
    ["water.example:8420", "https://water.example", false],
    ["water.example", "https://water.example.evil.example", false],
    ["127.0.0.1:8420", "https://water.example", true],
  ])("behind a proxy, with Host %s and Origin %s: %s", (host, origin, expected) => {
    expect(ownPage({ host, origin, changes: true }, behind)).toBe(expected);
  });
});

describe("the headers of every answer", () => {
  it("let nothing run or style a page but our own files", () => {
    const policy = guardHeaders(plain)["content-security-policy"] ?? "";
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(guardHeaders(plain)["strict-transport-security"]).toBeUndefined();
  });

  it("name whose frames may show us, and nothing else that stood there", () => {
    const policy = guardHeaders(behind)["content-security-policy"] ?? "";
    expect(policy).toMatch(/frame-ancestors https:\/\/grafana\.example$/);
  });

  it("keep browsers on https once there is a way", () => {
    expect(guardHeaders(behind)["strict-transport-security"]).toMatch(/^max-age=\d+$/);
  });
});
