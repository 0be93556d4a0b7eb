import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type AnySchemaObject, type ValidateFunction } from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import { beforeAll, describe, expect, it } from "vitest";
import { sitesAt } from "../../cli/io/load-files.ts";
import { knownSites } from "../../cli/known-sites.ts";
import { panelsOf } from "./asked.ts";
import { boardFiles } from "./boards.ts";
import { languages } from "./language.ts";

/** Grafana's own types, of the version that `@grafana/schema` names: generated here at each run, nothing of them is kept. */
const types = fileURLToPath(new URL("../types/raw", import.meta.resolve("@grafana/schema")));
const ajv = new Ajv({ strict: false, allErrors: true });
const example = knownSites(sitesAt(fileURLToPath(new URL("../../examples/lage-landen", import.meta.url))));
const boards = languages.flatMap((language) => boardFiles(language).map(({ board }) => board));
const built = boardFiles("en", example).map(({ board }) => board);
const panelTypes = [...new Set(boards.flatMap((board) => panelsOf(board).map(({ type }) => type)))].sort();

function validatorOf(file: string, type: string): ValidateFunction {
  const generator = createGenerator({
    path: join(types, file),
    type,
    skipTypeCheck: true,
    additionalProperties: true,
    jsDoc: "none",
  });
  return ajv.compile({ ...generator.createSchema(type) } as AnySchemaObject);
}

function objections(validate: ValidateFunction, value: unknown): readonly string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("boards as Grafana's schema has them", () => {
  let board: ValidateFunction;
  const options = new Map<string, ValidateFunction>();

  beforeAll(() => {
    board = validatorOf("dashboard/x/types.gen.d.ts", "Dashboard");
    for (const type of panelTypes)
      options.set(type, validatorOf(`composable/${type.replaceAll("-", "")}/panelcfg/x/types.gen.d.ts`, "Options"));
  }, 120_000);

  it.each(boards)("$uid is a dashboard", (one) => {
    expect(objections(board, one)).toEqual([]);
  });

  it.each(built)("$uid is a dashboard with the names and units of site files", (one) => {
    expect(objections(board, one)).toEqual([]);
  });

  it.each(panelTypes)("every panel of type %s has options of that type", (type) => {
    const validate = options.get(type);
    const panels = [...boards, ...built].flatMap((one) => panelsOf(one).filter((panel) => panel.type === type));
    expect(panels.length).toBeGreaterThan(0);
    for (const panel of panels) {
      expect(validate && objections(validate, panel.options), `panel ${panel.id} ${panel.title}`).toEqual([]);
    }
  });

  it("a wrong size and a wrong option are found", () => {
    const [first] = boards;
    const copy = JSON.parse(JSON.stringify(first)) as { panels: { gridPos: { w: unknown } }[] };
    if (copy.panels[0] !== undefined) copy.panels[0].gridPos.w = "12";
    expect(objections(board, copy)).toContain("/panels/0/gridPos/w must be number");
    const stat = options.get("stat");
    expect(stat && objections(stat, { colorMode: "loud" })).toContain(
      "/colorMode must be equal to one of the allowed values",
    );
  });
});
