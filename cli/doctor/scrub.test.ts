import { describe, expect, test } from "vitest";
import { scrub, secretTexts } from "./scrub.ts";

describe("what is secret in a file", () => {
  test.each([
    [
      "a credential",
      '{"username": "gemaal-oost", "password": "tulips-and-rain", "keyFile": "gemaal.key"}',
      ["tulips-and-rain"],
    ],
    ["a token of digits", "1234567890\n", ["1234567890"]],
    ["a token", "a-token-of-letters\n", ["a-token-of-letters"]],
    ["a key", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYD\n-----END PRIVATE KEY-----\n", ["MC4CAQAwBQYD"]],
    ["nested JSON", '{"mqtt": {"ingest": "first-one", "region": ["second-one"]}}', ["first-one", "second-one"]],
  ])("of %s", (_what, content, expected) => {
    expect(secretTexts(content)).toEqual(expected);
  });

  test("of broken JSON, also what was escaped in it", () => {
    expect(secretTexts('{"password": "back\\\\slash-\\"quote\\"", "x')).toEqual(
      expect.arrayContaining(['back\\slash-"quote"']),
    );
  });
});

test("a secret that is part of another leaves nothing of it", () => {
  expect(scrub({ "the tulips": ["tulips-and-rain tulips"] }, ["tulips", "tulips-and-rain"])).toEqual({
    "the (secret)": ["(secret) (secret)"],
  });
});
