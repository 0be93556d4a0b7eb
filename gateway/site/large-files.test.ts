import { describe, expect, test } from "vitest";
import { readTextFile } from "../../core/io/files.ts";
import { compile } from "../../rules/engine/compile/compile.ts";
import { drivers } from "../drivers/index.ts";
import { checkSite } from "./load-site.ts";

const head = `homeostat: 1
kind: site
site: { id: large, region: r, name: Large, commons: [water], timeZone: Europe/Amsterdam }
uplink: { brokers: [{ url: "mqtts://localhost:8883", credentialFile: secrets/large.json }] }
buses: { b: { port: sim:polder/sensors, line: 19200 8E1 } }
devices:
  io:
    driver: modbus
    bus: b
    unitId: 1
    poll: 1s
    map:
      p: { register: inputRegister, address: 0, type: uint16, unit: m }
      q: { register: inputRegister, address: 1, type: uint16, unit: m }
variables:
  io/p: { commons: water, unit: m, span: { lo: 0, hi: 10 } }
  io/q: { commons: water, unit: m, span: { lo: 2, hi: 12 } }
`;

const texts = "priority: low, cause: c, consequence: q, response: r, timeToRespond: 1h";

interface Large {
  readonly variables?: readonly string[];
  readonly alarms?: readonly string[];
}

function check({ variables = [], alarms = [] }: Large) {
  const derived = variables.map((from, index) => `  site/v${index}: { commons: water, unit: m, from: ${from} }\n`);
  const told = alarms.map((alarm, index) => `    a${index}: ${alarm}\n`);
  const charter = `charter:\n  version: 1\n  alarms:\n    first: { bad: io/p, ${texts} }\n`;
  const text = `${head}${derived.join("")}${charter}${told.join("")}`;
  return checkSite("large.yaml", text, { read: readTextFile, drivers });
}

const many = (count: number, one: (index: number) => string) => Array.from({ length: count }, (_, index) => one(index));
const below = (index: number, down: number) => (index < down ? "io/p" : `site/v${index - down}`);

function faultsOf(large: Large) {
  const checked = check(large);
  return checked.ok ? [] : checked.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("a large site file is checked in time by its length", () => {
  const long = 3000;

  test("a chain of variables, each worked out from the one after it", () => {
    const checked = check({
      variables: many(long, (index) => `{ cel: "v('${index === long - 1 ? "io/p" : `site/v${index + 1}`}') + 1.0" }`),
    });
    const { paths } = compile((checked.ok ? checked.value : expect.fail("it has faults")).engine);
    expect(paths.slice(-2)).toEqual(["site/v1", "site/v0"]);
  });

  test("a ring of variables", () => {
    const variables = many(long, (index) => `{ cel: "v('site/v${(index + 1) % long}')" }`);
    const faults = faultsOf({ variables });
    expect([faults.length, faults[0]]).toEqual([long, "variables.site/v0: `site/v0` is worked out from itself"]);
  });

  test("a ladder of variables has two ways down from each rung, and the span of the lowest", () => {
    const variables = many(60, (index) => `{ maxOf: [${below(index, 2)}, ${index === 0 ? "io/q" : below(index, 1)}] }`);
    const alarms = [`{ variable: site/v59, type: hi, limit: 11, ${texts} }`];
    expect(faultsOf({ variables, alarms })).toEqual([
      "charter.alarms.a0.limit: limit 11 is outside the span: it can never be crossed",
    ]);
    expect(faultsOf({ variables, alarms: [`{ variable: site/v59, type: hi, limit: 9, ${texts} }`] })).toEqual([]);
  });

  test("variables that stand in a ring have one span", () => {
    const variables = ["{ maxOf: [io/p, site/v1] }", "{ maxOf: [io/q, site/v0] }"];
    const alarms = [0, 1].map((index) => `{ variable: site/v${index}, type: lo, limit: 1, ${texts} }`);
    expect(faultsOf({ variables, alarms }).filter((fault) => fault.includes("span"))).toHaveLength(2);
  });

  test("a chain of alarms that hide one another", () => {
    const alarms = many(long, (index) => `{ like: first, suppressedBy: [${index === 0 ? "first" : `a${index - 1}`}] }`);
    expect(check({ alarms: alarms }).ok).toBe(true);
    const ring = [...alarms.slice(1), `{ like: first, suppresses: [a0] }`];
    expect(
      faultsOf({ alarms: ring.map((alarm, index) => (index === 0 ? alarm.replace("a0", `a${long - 1}`) : alarm)) })
        .length,
    ).toBeGreaterThan(0);
  });

  test("thousands of misspelt names are each told, the first with what is meant", () => {
    const checked = check({ variables: many(2000, (index) => `{ mean: site/w${index}, window: 1h, atLeast: 50 % }`) });
    const faults = checked.ok ? [] : checked.error;
    expect(faults).toHaveLength(2000);
    expect(faults[0]).toMatchObject({
      message: "there is no variable or device point `site/w0`",
      hint: "did you mean `site/v0`?",
    });
  });
});
