import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Kind, kinds } from "../cli/configuration.ts";
import { filesEnding, root, textOf } from "./docs/files.ts";

// Not strict: the schemas name formats of text that only an editor shows.
const ajv = new Ajv({ strict: false, allErrors: true });
const validators = new Map(
  kinds.map((kind) => [kind, ajv.compile(JSON.parse(textOf(`docs/schema/${kind}.json`)) as object)]),
);

/** What a validator that is not ours says of a file, by the schema of its kind. */
function faultsOf(path: string): readonly string[] {
  const content = parse(textOf(path), { strict: false, uniqueKeys: false }) as { readonly kind: Kind };
  const validate = validators.get(content.kind);
  if (validate === undefined) throw new Error(`${path} is of no kind`);
  validate(content);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

const fixtures = "cli/fixtures/broken";
const examples = filesEnding(".yaml", "examples");
const valid = filesEnding(".valid.yaml", fixtures);

/** Faults of a file that an editor can see by itself; all others need `homeostat check`. */
const seen = [
  "duration-bare",
  "duration-poll",
  "duration-unit",
  "enum-form",
  "enum-priority",
  "id-device-key",
  "id-path",
  "id-upper-case",
  "missing-response",
  "missing-section",
  "quiet-time",
  "range-unit-id",
  "type-list-for-block",
  "type-text-for-number",
  "unknown-key-alarm",
  "unknown-key-device",
];

describe("schemas for editors", () => {
  it.each(examples)("%s names the schema of its kind in its first line, and fits it", (path) => {
    const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(textOf(path)) ?? [];
    const { kind } = parse(textOf(path)) as { readonly kind: Kind };
    expect(join(dirname(path), named)).toBe(`docs/schema/${kind}.json`);
    expect(existsSync(join(root, dirname(path), named))).toBe(true);
    expect(faultsOf(path)).toEqual([]);
  });

  it.each(valid)("%s, which `check` takes, is taken", (path) => {
    expect(faultsOf(path)).toEqual([]);
  });

  it.each(seen)("%s is refused", (name) => {
    expect(faultsOf(`${fixtures}/${name}.broken.yaml`)).not.toEqual([]);
  });

  it("every other broken file is one that only `check` can tell", () => {
    const readable = filesEnding(".broken.yaml", fixtures).filter((path) => !path.includes("/syntax-"));
    const broken = readable.filter((path) => faultsOf(path).length > 0);
    expect(broken.map((path) => path.slice(fixtures.length + 1, -".broken.yaml".length)).sort()).toEqual(seen);
  });
});
