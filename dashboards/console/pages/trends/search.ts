/** A variable that can be drawn. */
export interface Candidate {
  /** `SITE/DEVICE/VARIABLE`. */
  readonly path: string;
  readonly name: string;
  /** The name of its site. */
  readonly place: string;
  readonly unit: string;
  /** Whether there is an agreed range for it. */
  readonly ranged: boolean;
}

/** How many are offered at a time. */
export const mostOffered = 60;

/** The candidates in which every word stands somewhere, what begins with the first word and what has a range first. */
export function found(all: readonly Candidate[], text: string): readonly Candidate[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ name, ranged }: Candidate): number =>
    (words.length > 0 && name.toLowerCase().startsWith(words[0] ?? "") ? 0 : 2) + (ranged ? 0 : 1);
  return all
    .filter((candidate) => {
      const hay = `${candidate.name} ${candidate.place} ${candidate.path} ${candidate.unit}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || a.place.localeCompare(b.place) || a.name.localeCompare(b.name))
    .slice(0, mostOffered);
}

/** Where the arrow keys lead in a list of so many, round its ends; -1 is no choice yet. */
export function moved(active: number, key: string, count: number): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case "ArrowDown":
      return (active + 1) % count;
    case "ArrowUp":
      return active <= 0 ? count - 1 : active - 1;
    default:
      return undefined;
  }
}
