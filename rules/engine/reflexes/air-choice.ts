/** How the served variables stand, as margins: 1 in the healthy band, 0 at the viable bound, negative beyond it. */
export interface Margins {
  readonly breath: number;
  /** Dust in the room and outside, both measured by what was agreed for dust. */
  readonly inside: number;
  readonly outside: number;
}

/** How far breath has come inside its healthy band, from where the fan begins to rise (0) to the bound (1). */
export function nearness(value: number, riseFrom: number | undefined, healthyHigh: number | null): number {
  if (riseFrom === undefined || healthyHigh === null || Number.isNaN(value)) return 0;
  return Math.min(1, Math.max(0, (value - riseFrom) / (healthyHigh - riseFrom)));
}

/** A choice is turned round only by a difference of margins larger than this. */
const turn = 0.1;

/** So near its healthy bound, breath has no room for air that is filtered for nobody; a choice is turned round only this much apart. */
const nearFrom = { before: 0.6, after: 0.4 };

/** At this margin the fan is at full speed. */
const fullAt = 0.5;

/** Breath at or beyond its viable bound goes before everything else. */
export const isInDanger = (breath: number): boolean => breath <= 0;

/** Whether room air over the filter raises the worst margin rather than outside air; `before` is what it was last. */
export function prefersRoomAir(before: boolean, { breath, inside, outside }: Margins, near: number): boolean {
  if (inside === 1 && near > (before ? nearFrom.before : nearFrom.after)) return false;
  const dusty = Math.min(inside, outside) < (before ? 1 : 1 - turn);
  const outsideIsWorse = outside <= inside + (before ? turn : 0);
  const roomToBreathe = before ? breath >= inside - turn : breath === 1 || breath >= inside + turn;
  return dusty && outsideIsWorse && roomToBreathe;
}

/** The margin that outside air can raise and that is the worst: dust counts only where outside is the better air. */
export function worstForFan({ breath, inside, outside }: Margins): number {
  return outside > inside ? Math.min(breath, inside) : breath;
}

/** Share of the way from the fan's lowest to its highest speed: 0 in the healthy band, 1 half-way to the viable bound. */
export function effortFor(margin: number): number {
  return Math.min(1, Math.max(0, (1 - margin) / (1 - fullAt)));
}

const shown = (margin: number) => (Number.isNaN(margin) ? "unknown" : String(Math.round(margin * 100) / 100));

/** The margins in words, by the paths they belong to. */
export function marginWords(paths: Readonly<Record<keyof Margins, string>>, margins: Margins): string {
  const { breath, inside, outside } = margins;
  return `margins ${paths.breath} ${shown(breath)}, ${paths.inside} ${shown(inside)}, ${paths.outside} ${shown(outside)}`;
}

/** Which margin decided, in words. */
export function deciding(margins: Margins, roomAir: boolean, near: number): string {
  const { breath, inside, outside } = margins;
  if (isInDanger(breath)) return "breath is in danger: outside air, whatever its dust";
  if (roomAir) return "dust decides: outside is the worse air and there is room to breathe, room air over the filter";
  if (worstForFan(margins) === 1 && near > 0) return "breath nears the bound of its healthy band: outside air";
  if (worstForFan(margins) === 1) return "nothing that outside air could raise: as little as may be";
  if (outside > inside && inside < breath) return "dust inside decides: outside is the better air";
  return "breath decides: outside air";
}
