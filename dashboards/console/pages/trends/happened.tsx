import { useEffect, useRef, useState } from "preact/hooks";
import { actuatorOf } from "../../live/site.ts";
import { sites } from "../../live/state.ts";
import { orderWords } from "../../parts/order-words.ts";
import { placeName } from "../../parts/place-name.ts";
import { Table } from "../../parts/table.tsx";
import { t as parts } from "../../parts/texts.ts";
import { told } from "../../texts/told.ts";
import { moment, number } from "../../texts/words.ts";
import { type Cluster, clustersOf, type Mark } from "./marks.ts";
import { moved } from "./search.ts";
import type { Window } from "./span.ts";
import { t } from "./texts.ts";

const shapes = { alarm: "▲", decision: "●", gap: "□" } as const;
const apart = 30;

interface LaneProps {
  readonly marks: readonly Mark[];
  readonly window: Window;
  readonly onPoint: (at: number) => void;
}

/** A lane of signs over the charts; each says what happened when it is pointed at or has the focus. */
export function Lane({ marks, window, onPoint }: LaneProps) {
  const lane = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1_000);
  const [active, setActive] = useState(0);
  const [shown, setShown] = useState<Cluster | undefined>();
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(lane.current?.clientWidth ?? 1_000));
    if (lane.current !== null) observer.observe(lane.current);
    return () => observer.disconnect();
  }, []);
  const clusters = clustersOf(marks, window, { width, apart });
  const tell = (cluster: Cluster): void => {
    setShown(cluster);
    onPoint(Math.max(window.from, cluster.marks[0]?.at ?? window.from));
  };
  const press = (event: KeyboardEvent): void => {
    const key = { ArrowRight: "ArrowDown", ArrowLeft: "ArrowUp" }[event.key] ?? "";
    const next = moved(active, key, clusters.length);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    lane.current?.querySelectorAll("button")[next]?.focus();
  };
  return (
    <>
      <div ref={lane} class="lane" role="toolbar" aria-label={t("marks")} onKeyDown={press}>
        {clusters.map((cluster, index) => (
          <button
            key={cluster.place}
            type="button"
            class={`sign ${cluster.kind}`}
            style={{ left: `${cluster.place * 100}%` }}
            tabIndex={index === Math.min(active, clusters.length - 1) ? 0 : -1}
            aria-label={signWords(cluster)}
            title={signWords(cluster)}
            onFocus={() => tell(cluster)}
            onMouseEnter={() => tell(cluster)}
            onClick={() => tell(cluster)}
          >
            {shapes[cluster.kind]}
            {cluster.marks.length > 1 ? <small>{cluster.marks.length}</small> : null}
          </button>
        ))}
      </div>
      <p class="told" aria-live="polite">
        {shown === undefined ? "" : signWords(shown)}
      </p>
    </>
  );
}

const mostTold = 3;

function signWords({ marks }: Cluster): string {
  const words = marks
    .slice(0, mostTold)
    .map((mark) => `${moment(mark.at)} ${t(`kind.${mark.kind}`)}: ${wordsOf(mark)}`);
  const more = marks.length - mostTold;
  return [...words, ...(more > 0 ? [`+ ${more}`] : [])].join(" · ");
}

/** What happened, in the reader's language: its moment, kind and subject stand beside it. */
function wordsOf({ kind, site, subject, value, limit, reason, count }: Mark): string {
  if (kind === "alarm") return value === null ? "" : limitWords(value, limit);
  const actuator = actuatorOf(sites.value[site], subject);
  const what =
    kind === "gap" ? t("lost", { n: number(count ?? 0) }) : value === null ? "" : orderWords(value, actuator);
  return [what, told(reason ?? "")].filter((words) => words !== "").join(" · ");
}

const limitWords = (value: number, limit: number | null): string =>
  limit === null ? number(value) : t("atLimit", { value: number(value), limit: number(limit) });

/** The same as a list, newest first. */
export function Happened({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <details class="happened">
      <summary>
        {t("happened")} ({marks.length})
      </summary>
      {marks.length === 0 ? <p>{t("noneHappened")}</p> : null}
      {marks.length === 0 ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section class="scrolls stacks" tabIndex={0} aria-label={t("happened")}>
          <Table head={[t("when"), t("what"), t("about"), t("words"), t("site")]}>
            {[...marks].reverse().map((mark) => (
              <Row key={`${mark.kind} ${mark.site} ${mark.subject} ${mark.at}`} mark={mark} />
            ))}
          </Table>
        </section>
      )}
    </details>
  );
}

function Row({ mark }: { readonly mark: Mark }) {
  const { kind, at, until, site, subject, priority } = mark;
  const ends = until === null ? (kind === "alarm" ? t("stands") : "") : t("until", { time: moment(until) });
  const key = `priority.${priority}`;
  return (
    <tr>
      <th scope="row">
        {moment(at)} <small>{ends}</small>
      </th>
      <td data-label={t("what")}>
        <span aria-hidden="true">{shapes[kind]}</span> {t(`kind.${kind}`)} {parts.has(key) ? parts(key) : ""}
      </td>
      <td data-label={t("about")}>{subject}</td>
      <td class="words" data-label={t("words")}>
        {wordsOf(mark)}
      </td>
      <td data-label={t("site")}>{placeName(site)}</td>
    </tr>
  );
}
