import { describe, expect, it } from "vitest";
import { credentialOf, redacted } from "./credentials.ts";
import { tokenVerifier } from "./io/verify.ts";

const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

describe("a credential", () => {
  it.each([
    [{}, basic("anna:s:1"), { username: "anna", secret: "s:1" }],
    [{}, basic(":s"), { username: null, secret: "s" }],
    [{ u: "anna", p: "s" }, undefined, { username: "anna", secret: "s" }],
    [{ p: "s" }, undefined, { username: null, secret: "s" }],
    [{ u: "anna", p: "s" }, "Bearer other", { username: "anna", secret: "s" }],
    [{}, "Token s", { username: null, secret: "s" }],
    [{}, "Token anna:s", { username: "anna", secret: "s" }],
    [{}, "bearer s", { username: null, secret: "s" }],
    [{}, undefined, undefined],
    [{ u: "anna" }, undefined, undefined],
    [{}, "Basic !!", undefined],
    [{}, "Digest s", undefined],
    [{}, "Bearer", undefined],
  ])("from parameters %o and header %s", (parameters, authorization, expected) => {
    expect(credentialOf({ parameters, authorization })).toEqual(expected);
  });

  it("opens with one of the tokens and with nothing else", () => {
    const verify = tokenVerifier(["first", "second"]);
    const opens = (secret: string): boolean => verify({ username: null, secret });
    expect([opens("first"), opens("second"), opens("firs"), opens("first "), opens("")]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(tokenVerifier([])({ username: null, secret: "" })).toBe(false);
  });
});

it("is not in what the log shows", () => {
  expect(redacted("/query?db=homeostat&u=anna&p=hunter2&q=SHOW%20DATABASES")).toBe(
    "/query?db=homeostat&u=[redacted]&p=[redacted]&q=SHOW%20DATABASES",
  );
  expect(redacted("/query?p=hunter2")).toBe("/query?p=[redacted]");
  expect(redacted("/query?epoch=ms&step=5")).toBe("/query?epoch=ms&step=5");
  expect(redacted("CREATE USER x WITH PASSWORD 'hunter2' WITH ALL")).not.toContain("hunter2");
  expect(redacted("SET PASSWORD FOR anna = 'hunter2'")).not.toContain("hunter2");
  expect(redacted("/query?q=SET%20PASSWORD%20FOR%20anna%20=%20%27hunter2%27")).not.toContain("hunter2");
});
