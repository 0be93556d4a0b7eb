import { useEffect, useState } from "preact/hooks";
import type { DurationMs, EpochMs } from "../../../../core/time.ts";
import type { DecisionEvent } from "../../../../core/wire/events.ts";
import { history } from "../../api.ts";
import { type Actuator, actuatorOf, described, type Site } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { age } from "../../texts/words.ts";
import { type ReadBack, readBackOf } from "./decided.ts";
import { orderWords, valueWords } from "./said.ts";
import { t } from "./texts.ts";

const lookBefore: DurationMs = 300_000;
const lookAfter: DurationMs = 120_000;

interface ReadBackProps {
  readonly site: string;
  readonly decision: DecisionEvent;
  readonly next: EpochMs | null;
}

/** What an actuator was told, and what was read of it before and after. */
export function ReadBackOf({ site, decision, next }: ReadBackProps) {
  const known = sites.value[site];
  const actuator = actuatorOf(known, decision.actuator);
  const paths = known === undefined || actuator === undefined ? [] : shownBy(known, actuator);
  return (
    <li class="card">
      <h3>{t("readBack")}</h3>
      <p>{t("told", { order: orderWords(decision.value, decision.actuator, known) })}</p>
      <ul class="inputs">
        {paths.map((path) => (
          <li key={path}>
            <h4>
              {described(known, path).name}
              {described(known, path).name === path ? null : <span class="site"> {path}</span>}
            </h4>
            <Seen site={site} path={path} at={decision.at} until={next ?? decision.at + lookAfter} />
          </li>
        ))}
      </ul>
    </li>
  );
}

/** The variables that tell what an actuator really does. */
function shownBy({ definition }: Site, { device, setpoint }: Actuator): readonly string[] {
  const paths = new Set(definition?.variables.map((one) => `${one.device}/${one.variable}`));
  return [setpoint?.shown ?? "", device, `${device}/running`, `${device}/actual`].filter((path) => paths.has(path));
}

interface SeenProps {
  readonly site: string;
  readonly path: string;
  readonly at: EpochMs;
  readonly until: EpochMs;
}

function Seen({ site, path, at, until }: SeenProps) {
  const [seen, setSeen] = useState<ReadBack | undefined>();
  const end = Math.min(until, at + lookAfter);
  useEffect(() => {
    let gone = false;
    const asked = { site, path, from: at - lookBefore, to: end };
    void history(asked).then((points) => gone || setSeen(readBackOf(points, at)));
    return () => {
      gone = true;
    };
  }, [site, path, at, end]);
  if (seen === undefined) return <p aria-busy="true">{t("asking")}</p>;
  const say = (value: number | null): string => valueWords(value, path, sites.value[site]);
  const words = [t("seenBefore", { value: say(seen.before) })];
  if (seen.changed === undefined) words.push(t("seenSame", { age: age(end - at) }));
  else words.push(t("seenChange", { age: age(seen.changed.after), value: say(seen.changed.value) }));
  if (seen.changed !== undefined && seen.last !== seen.changed.value)
    words.push(t("seenLast", { value: say(seen.last) }));
  return <p>{words.join(" → ")}</p>;
}
