import { t } from "./texts.ts";
import { Section, ToDo, useTold } from "./told.tsx";

interface PartReadiness {
  readonly part: string;
  readonly ok: boolean;
  readonly detail?: string;
}

interface Readiness {
  readonly parts?: readonly PartReadiness[];
}

/** An answer of 503 has the parts in it as well: not ready is an answer too. */
const hasParts = ({ parts }: Readiness): boolean => parts !== undefined;

/** What this instance needs to do its work, and whether each part does. */
export function Parts() {
  const told = useTold<Readiness>("/readyz", hasParts);
  return (
    <Section id="parts" title={t("parts")} help={t("partsHelp")} told={told}>
      {({ parts = [] }, fresh) => (
        <ul class="parts">
          {parts.map((one) => (
            <Part key={one.part} {...one} fresh={fresh} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Part({ part, ok, detail = "", fresh }: PartReadiness & { readonly fresh: boolean }) {
  const [shape, word] = fresh
    ? ok
      ? (["●", "ready"] as const)
      : (["✕", "notReady"] as const)
    : (["◌", "notKnown"] as const);
  const todo = `do.${part}`;
  return (
    <li>
      <span class={word === "notReady" ? "bad" : ""}>
        <span aria-hidden="true">{shape}</span> <strong>{nameOf(part)}</strong> {t(word)}
      </span>{" "}
      <small>{purposeOf(part)}</small> <span class="detail">{detailWords(detail)}</span>
      {word === "notReady" && t.has(todo) ? <ToDo>{t(todo)}</ToDo> : null}
    </li>
  );
}

function nameOf(part: string): string {
  const key = `name.${part}`;
  return t.has(key) ? t(key) : part;
}

function purposeOf(part: string): string {
  const key = `part.${part}`;
  return t.has(key) ? t(key) : "";
}

/** What the server says of a part; a fault stands as the machine words it. */
function detailWords(detail: string): string {
  const key = `detail.${detail}`;
  const [, count] = /^(\d+) gateways? writes?$/.exec(detail) ?? [];
  if (count !== undefined) return t("gatewaysWrite", { count });
  return t.has(key) ? t(key) : detail;
}
