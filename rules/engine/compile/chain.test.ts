import { expect, test } from "vitest";
import { alarmWords, Bench, testSite } from "../testing/site.ts";
import { compile } from "./compile.ts";

const long = 10_000;
const metre = { unit: "m", type: "number", writable: false, staleAfter: 10_000 } as const;

test("a chain of variables is worked out in one scan, however long it is and in whatever order it stands", () => {
  const entry = (index: number) => {
    const source = index === long - 1 ? "io/p" : `site/v${index + 1}`;
    return [`site/v${index}`, { commons: "water", unit: "m", from: { cel: `v('${source}') + 1.0` } }] as const;
  };
  const bench = new Bench({
    points: { "io/p": metre },
    variables: Object.fromEntries(Array.from({ length: long }, (_, index) => entry(index))),
    actuators: {},
    charter: { ranges: {}, reflexes: {} },
  });
  const { derived } = bench.set({ "io/p": 1 }).scan(1000);
  expect([derived.length, derived.at(-1)?.path, derived.at(-1)?.value]).toEqual([long, "site/v0", long + 1]);
});

test("of a chain of alarms, whatever hides another comes before it", () => {
  const alarm = (index: number) => {
    const hidden = index === long - 1 ? {} : { suppressedBy: [`a${index + 1}`] };
    return [`a${index}`, alarmWords({ condition: "v('io/float-high')", ...hidden })] as const;
  };
  const alarms = Object.fromEntries(Array.from({ length: long }, (_, index) => alarm(index)));
  const { alarms: plans } = compile(testSite({ charter: { alarms } }));
  expect([plans[0]?.condition, plans[1]?.suppressedBy]).toEqual([`a${long - 1}`, [0]]);
});

test("a variable that is worked out from itself was not checked", () => {
  const from = (path: string) => ({ commons: "water", unit: "m", from: { cel: `v('${path}')` } });
  const site = testSite({ variables: { "site/a": from("site/b"), "site/b": from("site/a") } });
  expect(() => compile(site)).toThrow("variables.site/a: depends on itself");
});
