import { expect, it } from "vitest";
import { figure, prometheusText } from "./prometheus.ts";

it("figures are written with their meaning and type, one series a line", () => {
  const refused = {
    name: "refused_total",
    help: "Refused,\nby reason",
    type: "counter" as const,
    samples: [
      { labels: { reason: 'a "b" \\ c' }, value: 3 },
      { labels: { reason: "d", site: "oost" }, value: 1e21 },
    ],
  };
  expect(prometheusText([figure("gauge", "rows_waiting", "Rows on their way", 0.5), refused])).toBe(
    [
      "# HELP rows_waiting Rows on their way",
      "# TYPE rows_waiting gauge",
      "rows_waiting 0.5",
      "# HELP refused_total Refused,\\nby reason",
      "# TYPE refused_total counter",
      'refused_total{reason="a \\"b\\" \\\\ c"} 3',
      'refused_total{reason="d",site="oost"} 1e+21',
      "",
    ].join("\n"),
  );
});

it("a family without series is left out, and what is no finite number is said as such", () => {
  const none = { name: "none", help: "", type: "gauge" as const, samples: [] };
  const odd = { ...none, samples: [Number.NaN, Infinity, -Infinity].map((value) => ({ value })) };
  expect(prometheusText([none])).toBe("");
  expect(prometheusText([odd]).split("\n").slice(2, 5)).toEqual(["none NaN", "none +Inf", "none -Inf"]);
});
