import { t as parts } from "../../parts/texts.ts";
import { date, dayOf, minute, number, time } from "../../texts/words.ts";
import type { PanelPicture } from "./panel-input.ts";

const day = 86_400;

/** From one moment on the axis to the next at least, px, by the seconds that are drawn: so that their words stand apart. */
export function momentSpace(span: number): number {
  return span > 3 * day ? 95 : 55;
}

/** A level on the axis; a contact's in words. Where nothing is drawn there are none. */
export function levelText(level: number, isContact: boolean, { lines, range }: PanelPicture): string {
  if (isContact) return level === 0 ? parts("no") : parts("yes");
  const isBare = range === undefined && lines.every(({ drawn }) => drawn.time.length === 0);
  return isBare ? "" : number(level);
}

/** A moment as short as the distance between two of them allows; where a day begins, that day. */
export function momentText(seconds: number, step: number): string {
  const at = seconds * 1000;
  if (step >= day) return date(at);
  if (step >= 60 && minute(at) === "00:00") return dayOf(at);
  return step < 60 ? time(at) : minute(at);
}
