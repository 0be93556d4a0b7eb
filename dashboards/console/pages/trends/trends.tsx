import { useEffect, useRef, useState } from "preact/hooks";
import type { EpochMs } from "../../../../core/time.ts";
import type { Place } from "../../frame/route.ts";
import { go } from "../../frame/router.ts";
import { sites, tick, worldNow } from "../../live/state.ts";
import { age, fullMoment, moment, unitText } from "../../texts/words.ts";
import { type Chosen, candidates, chosenOf, mostChosen } from "./chosen.ts";
import { Happened, Lane } from "./happened.tsx";
import { PanelChart } from "./panel.tsx";
import { type Panel, panelsOf } from "./panels.ts";
import { Picker } from "./picker.tsx";
import { keep, pictureOf } from "./picture.ts";
import { Readout } from "./readout.tsx";
import { type Asking, pauseFor, type Recorded, useRecorded } from "./recorded.ts";
import { followed, marked, type Window, windowOf } from "./span.ts";
import { t } from "./texts.ts";
import { over, Times } from "./times.tsx";
import "./trends.css";

type TrendsPlace = Extract<Place, { page: "trends" }>;

/** Chosen variables of any site over one time; the address says which, so that it can be sent to somebody. */
export function Trends({ at }: { readonly at: TrendsPlace }) {
  const ids = [...new Set(at.variables)].slice(0, mostChosen);
  const asking = useRecorded(ids, at);
  return (
    <>
      <h1>{t("title")}</h1>
      <Picker chosen={ids} onPick={(id) => go({ ...at, variables: [...ids, id] })} />
      {ids.length === 0 ? <p>{t("nothing")}</p> : null}
      {ids.length === 0 || worldNow.value === 0 ? null : <Times at={at} />}
      {ids.length === 0 ? null : <Told asking={asking} at={at} />}
      {ids.length === 0 ? null : <Charts at={at} ids={ids} recorded={asking.recorded} />}
    </>
  );
}

/** Why there is nothing, or nothing newer. */
function Told({ asking: { recorded, error }, at }: { readonly asking: Asking; readonly at: TrendsPlace }) {
  if (error !== undefined) return <p role="alert">{t("failed", { error })}</p>;
  if (recorded === undefined) return <p aria-busy="true">{t("asking")}</p>;
  const silence = tick.value - recorded.toldAt;
  if (followed(at) !== undefined && silence > pauseFor(recorded.window) + 10_000) {
    return <p role="alert">{t("stale", { age: age(silence) })}</p>;
  }
  return null;
}

interface ChartsProps {
  readonly at: TrendsPlace;
  readonly ids: readonly string[];
  readonly recorded: Recorded | undefined;
}

function Charts({ at, ids, recorded }: ChartsProps) {
  const [point, setPoint] = useState<number | undefined>();
  const [bands, setBands] = useState<Readonly<Record<string, string>>>({});
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => setPoint(undefined), [at.from, at.to, at.last]);
  const window = recorded?.window ?? windowOf(at, worldNow.peek());
  const follows = followed(at) !== undefined;
  const drawn = follows ? windowOf(at, worldNow.value) : window;
  // What is over ends at its own end, not now.
  const read = point ?? (follows ? undefined : drawn.to);
  const panels = panelsOf(ids.map(chosenOf));
  const marks = recorded?.marks ?? [];
  const save = async (): Promise<void> => {
    if (place.current !== null)
      await savePicture(place.current, panels, t("window", { from: fullMoment(drawn.from), to: fullMoment(drawn.to) }));
  };
  return (
    <div ref={place}>
      <Line at={read} drawn={drawn} onPoint={setPoint} />
      <Lane marks={marks} window={drawn} onPoint={setPoint} />
      {panels.map((panel) => (
        <PanelCard
          key={panel.variables.map(({ id }) => id).join(" ")}
          {...{ panel, place: at, recorded, window, setPoint }}
          point={read}
          bandsOf={bands[panel.unit] ?? firstRanged(panel)}
          onBands={(id) => setBands({ ...bands, [panel.unit]: id })}
        />
      ))}
      <p class="faint">{t("legend")}</p>
      <button type="button" onClick={() => void save()}>
        {t("picture")}
      </button>
      <Happened marks={marks} />
    </div>
  );
}

interface LineProps {
  readonly at: EpochMs | undefined;
  readonly drawn: Window;
  readonly onPoint: (at?: EpochMs) => void;
}

/** Moves the line in the charts by keyboard. */
function Line({ at, drawn, onPoint }: LineProps) {
  const shown = at ?? drawn.to;
  return (
    <label class="read-at">
      {t("read")}{" "}
      <input
        type="range"
        min={0}
        max={500}
        value={Math.round(((shown - drawn.from) / (drawn.to - drawn.from)) * 500)}
        aria-valuetext={moment(shown)}
        onInput={({ currentTarget: { value } }) => {
          const part = Number(value) / 500;
          onPoint(part >= 1 ? undefined : drawn.from + part * (drawn.to - drawn.from));
        }}
      />
      <output>{at === undefined ? t("live") : moment(at)}</output>
    </label>
  );
}

interface CardProps {
  readonly panel: Panel<Chosen>;
  readonly place: TrendsPlace;
  readonly recorded: Recorded | undefined;
  readonly window: Window;
  readonly point: number | undefined;
  readonly setPoint: (at: number) => void;
  readonly bandsOf: string | undefined;
  readonly onBands: (id: string) => void;
}

function PanelCard({ panel, place, recorded, window, point, setPoint, bandsOf, onBands }: CardProps) {
  const { variables } = panel;
  const own = (recorded?.marks ?? []).filter(({ site }) => variables.some((one) => one.site === site));
  const series = recorded?.series ?? {};
  const input = { window, follows: followed(place) !== undefined, variables, series, bandsOf, marks: own };
  const zoom = (one: number, other: number): void => {
    const wanted = marked(one, other, windowOf(place, worldNow.peek()));
    if (wanted !== undefined) go(over(place, wanted));
  };
  const bare = variables.filter(({ id }) => (series[id]?.time.length ?? 0) === 0);
  const unknown = bare.filter(({ id }) => candidates.value.every(({ path }) => path !== id));
  return (
    <article class="card panel">
      <h2 class="hidden">{titleOf(panel)}</h2>
      {recorded === undefined
        ? null
        : unknown.map(({ id }) => (
            <p key={id} class="bare">
              ◌ {t("unknownVariable", { path: id })}
            </p>
          ))}
      {recorded !== undefined && unknown.length === 0 && bare.length === variables.length ? (
        <p class="bare">◌ {t("empty")}</p>
      ) : null}
      <PanelChart input={input} events={{ onPoint: setPoint, onMarked: zoom }} at={point} />
      <Readout {...{ place, window, variables, series, bandsOf, onBands }} at={point} />
    </article>
  );
}

function titleOf({ unit, variables }: Panel<Chosen>): string {
  return `${variables.map(({ name, place }) => `${name} (${place})`).join(", ")} ${unitText(unit)}`;
}

function firstRanged({ variables }: Panel<Chosen>): string | undefined {
  return variables.find(({ site, path }) => sites.value[site]?.ranges[path] !== undefined)?.id;
}

async function savePicture(place: HTMLElement, panels: readonly Panel<Chosen>[], words: string): Promise<void> {
  const canvases = [...place.querySelectorAll("canvas")];
  const pictured = canvases.map((canvas, index) => ({
    canvas,
    title: panels[index] === undefined ? "" : titleOf(panels[index]),
  }));
  const picture = pictured.length === 0 ? null : await pictureOf(place, pictured, words);
  if (picture !== null) keep(picture, "homeostat-trends.png");
}
