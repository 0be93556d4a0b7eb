import type { RangeEvent } from "../../../../core/wire/events.ts";
import { isOld, sites, worldNow } from "../../live/state.ts";
import { type Chosen, newestOf } from "./chosen.ts";
import { type Drawn, drawn, newer, type Point, runsOf, type Series } from "./columns.ts";
import type { PanelInput, PanelLine, PanelPicture } from "./panel-input.ts";

/** Keeps what is drawn up to now: the stored columns, what came over the stream since, and the time that goes by. */
export class LivePicture {
  #input: PanelInput;
  readonly #show: (picture: PanelPicture) => void;
  readonly #tails = new Map<string, Point[]>();
  readonly #stops: (() => void)[];
  #frame = 0;

  constructor(input: PanelInput, show: (picture: PanelPicture) => void) {
    this.#input = input;
    this.#show = show;
    this.#stops = [sites.subscribe(() => this.#arrived()), worldNow.subscribe(() => this.#ticked())];
    this.#soon();
  }

  update(input: PanelInput): void {
    this.#input = input;
    this.#soon();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    cancelAnimationFrame(this.#frame);
  }

  #arrived(): void {
    let fresh = false;
    for (const chosen of this.#input.variables) {
      const value = newestOf(chosen)?.value;
      const tail = this.#tails.get(chosen.id) ?? [];
      if (value === undefined || value.measuredAt <= (tail.at(-1)?.at ?? 0)) continue;
      tail.push({ at: value.measuredAt, value: value.value });
      this.#tails.set(chosen.id, tail);
      fresh = true;
    }
    if (fresh) this.#soon();
  }

  #ticked(): void {
    if (this.#input.follows) this.#soon();
  }

  /** However much arrives, it is drawn once a frame. */
  #soon(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#show(this.#picture());
    });
  }

  #picture(): PanelPicture {
    const { window, follows, variables, bandsOf, marks } = this.#input;
    const now = worldNow.peek();
    const shift = follows ? Math.max(0, now - window.to) : 0;
    const moved = { from: window.from + shift, to: window.to + shift };
    return {
      window: moved,
      lines: variables.map((chosen) => this.#line(chosen, moved.to)),
      range: rangeOf(variables, bandsOf),
      marks,
    };
  }

  #line(chosen: Chosen, to: number): PanelLine {
    const series = this.#input.series[chosen.id];
    if (series === undefined) return { drawn: { time: [], mean: [], min: [], max: [] }, runs: [], enveloped: false };
    const tail = newer(series, this.#tails.get(chosen.id) ?? []);
    this.#tails.set(chosen.id, [...tail]);
    const line = drawn(series, this.#input.follows ? tail : [], chosen.maxAge);
    const held = this.#input.follows ? heldUntil(line, chosen, to) : line;
    return { drawn: held, runs: runsOf(series, to), enveloped: isEnveloped(series) };
  }
}

function isEnveloped({ form }: Series): boolean {
  return form === "buckets";
}

/** The newest value again at this moment, unless it is outdated: an old value is never drawn as if it stood now. */
function heldUntil(line: Drawn, chosen: Chosen, to: number): Drawn {
  const newest = newestOf(chosen);
  const last = line.mean.at(-1);
  if (newest?.value === undefined || last == null || isOld(newest.site, newest.value)) return line;
  if ((line.time.at(-1) ?? to) >= to) return line;
  return {
    time: [...line.time, to],
    mean: [...line.mean, last],
    min: [...line.min, last],
    max: [...line.max, last],
  };
}

function rangeOf(variables: readonly Chosen[], bandsOf: string | undefined): RangeEvent | undefined {
  const chosen = variables.find(({ id }) => id === bandsOf);
  return chosen === undefined ? undefined : sites.peek()[chosen.site]?.ranges[chosen.path];
}
