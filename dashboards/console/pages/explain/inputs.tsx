import type { DecisionEvent, RangeEvent } from "../../../../core/wire/events.ts";
import { described } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { MarginMark } from "../../parts/margin.tsx";
import { t as parts } from "../../parts/texts.ts";
import { age, number, unitText } from "../../texts/words.ts";
import { marginSum, type Rested, restedOn } from "./decided.ts";
import { valueWords } from "./said.ts";
import { t } from "./texts.ts";

const shapes = { good: "●", uncertain: "◆", bad: "✕" } as const;

interface InputsProps {
  readonly decision: DecisionEvent;
  readonly ranges: readonly RangeEvent[];
  readonly site: string | undefined;
}

/** What a decision rested on: each variable as it was known then, against the range that was in force. */
export function Inputs({ decision, ranges, site }: InputsProps) {
  const inputs = restedOn(decision, ranges);
  if (inputs.length === 0) return <p>{t("noInputs")}</p>;
  return (
    <ul class="inputs">
      {inputs.map((input) => (
        <li key={input.path}>
          <Input input={input} site={site} />
        </li>
      ))}
    </ul>
  );
}

function Input({ input, site }: { readonly input: Rested; readonly site: string | undefined }) {
  const known = site === undefined ? undefined : sites.value[site];
  const { name } = described(known, input.path);
  const unit = unitText(described(known, input.path).unit);
  return (
    <>
      <h4>
        {name} {name === input.path ? null : <span class="site">{input.path}</span>}
      </h4>
      <p>
        <strong>{valueWords(input.value, input.path, known)}</strong>{" "}
        <span class={`quality ${input.quality}`}>
          <span aria-hidden="true">{shapes[input.quality]}</span> {parts(input.quality)}
        </span>{" "}
        <span class="age">{parts("age", { age: age(input.age) })}</span>
      </p>
      {input.margin === null ? null : <MarginMark room={input.margin} />}
      <Sum input={input} unit={unit} />
      <p class="faint">{input.range === undefined ? t("noRange") : rangeWords(input.range, unit)}</p>
    </>
  );
}

/** How the margin comes about. */
function Sum({ input: { value, range, margin }, unit }: { readonly input: Rested; readonly unit: string }) {
  const sum = value === null || range === undefined ? undefined : marginSum(value, range);
  if (sum === undefined || margin === null) return null;
  const said = { room: number(sum.room), width: number(sum.width), edge: number(sum.edge), bound: number(sum.bound) };
  return <p>{t("marginSum", { ...said, unit, margin: number(Math.round(margin * 100) / 100) })}</p>;
}

function rangeWords(range: RangeEvent, unit: string): string {
  const edge = (value: number | null): string => (value === null ? "…" : number(value));
  return [
    ...(range.target === null ? [] : [t("target", { value: number(range.target) })]),
    t("healthyFrom", { low: edge(range.healthyLow), high: edge(range.healthyHigh) }),
    `${t("viableFrom", { low: edge(range.viableLow), high: edge(range.viableHigh) })} ${unit}`.trim(),
    t("version", { version: range.version }),
  ].join(" · ");
}
