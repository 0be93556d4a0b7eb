import type { Books } from "../../../../core/wire/books.ts";

/** The books of one site, as the server tells them. */
export interface SiteBooks {
  readonly site: string;
  readonly boots: Pick<Books["boots"][number], "unexplained">[];
}

/** How many readings of a site nobody can account for. */
export interface BooksNeed {
  readonly site: string;
  readonly unexplained: number;
}

/** The sites whose books do not close, the most readings first. What is counted twice is as wrong as what is missing. */
export function booksNeeds(books: readonly SiteBooks[]): readonly BooksNeed[] {
  return books
    .map(({ site, boots }) => ({ site, unexplained: boots.reduce((sum, boot) => sum + Math.abs(boot.unexplained), 0) }))
    .filter(({ unexplained }) => unexplained !== 0)
    .sort((a, b) => b.unexplained - a.unexplained);
}
