import type { RangeEvent } from "../../../../core/wire/events.ts";
import type { Chosen } from "./chosen.ts";
import type { Drawn, Run, Series } from "./columns.ts";
import type { Mark } from "./marks.ts";
import type { Window } from "./span.ts";

/** What a panel is drawn of. */
export interface PanelInput {
  readonly window: Window;
  /** The window moves on with time. */
  readonly follows: boolean;
  readonly variables: readonly Chosen[];
  /** By `SITE/DEVICE/VARIABLE`. */
  readonly series: Readonly<Record<string, Series>>;
  /** Which variable's bands are drawn. */
  readonly bandsOf: string | undefined;
  readonly marks: readonly Mark[];
}

/** One variable as it is put on the canvas. */
export interface PanelLine {
  readonly drawn: Drawn;
  readonly runs: readonly Run[];
  readonly enveloped: boolean;
}

/** What is on the canvas now. */
export interface PanelPicture {
  readonly window: Window;
  readonly lines: readonly PanelLine[];
  readonly range: RangeEvent | undefined;
  readonly marks: readonly Mark[];
}

/** A panel that was drawn. */
export interface PanelHandle {
  update(input: PanelInput): void;
  /** Puts the line at a moment; null takes it away. */
  point(at: number | null): void;
  destroy(): void;
}

/** Where a drawn panel tells what a hand does on it. */
export interface PanelEvents {
  readonly onPoint: (at: number) => void;
  readonly onMarked: (one: number, other: number) => void;
}
