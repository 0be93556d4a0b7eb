import { placeName } from "../../parts/place-name.ts";
import { Table } from "../../parts/table.tsx";
import { number } from "../../texts/words.ts";
import { type Boot, fates, type SiteBooks, sumOf, type Verdict, verdictOf } from "./sums.ts";
import { t } from "./texts.ts";
import { Section, ToDo, useTold } from "./told.tsx";

const shapes = { unexplained: "✕", behind: "◆", whole: "●" } as const;
const looks = { unexplained: "bad", behind: "uncertain", whole: "good" } as const;

/** What became of every number that was given to a reading, by site and boot. */
export function BooksTable() {
  const told = useTold<readonly SiteBooks[]>("/api/v1/books");
  return (
    <Section id="books" title={t("books")} help={t("booksHelp")} told={told}>
      {(books, fresh) => <Content books={books} fresh={fresh} />}
    </Section>
  );
}

function Content({ books, fresh }: { readonly books: readonly SiteBooks[]; readonly fresh: boolean }) {
  if (books.length === 0) return <p>{t("noBooks")}</p>;
  const ofVerdict = (verdict: Verdict): string =>
    books
      .filter(({ boots }) => fresh && verdictOf(sumOf(boots)) === verdict)
      .map(({ site }) => placeName(site))
      .join(", ");
  const [missing, behind] = [ofVerdict("unexplained"), ofVerdict("behind")];
  return (
    <>
      {missing === "" ? null : <ToDo>{t("do.unexplained", { sites: missing })}</ToDo>}
      {behind === "" ? null : <ToDo>{t("do.behind", { sites: behind })}</ToDo>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="scrolls stacks books" tabIndex={0} aria-label={t("table")}>
        <Table head={[t("site"), t("state"), t("measured"), t("folded"), ...fates.map((fate) => t(`fate.${fate}`))]}>
          {books.map((one) => (
            <OfSite key={one.site} books={one} fresh={fresh} />
          ))}
          {books.length < 2 ? null : <Row name={t("together")} sums={sumOf(books.flatMap(({ boots }) => boots))} />}
        </Table>
      </section>
    </>
  );
}

/** A site, and beneath it each of its boots where there are several. */
function OfSite({ books: { site, boots }, fresh }: { readonly books: SiteBooks; readonly fresh: boolean }) {
  const sums = sumOf(boots);
  return (
    <>
      <Row name={placeName(site)} sums={sums} verdict={fresh ? verdictOf(sums) : undefined} />
      {boots.length < 2 ? null : boots.map((boot) => <Row key={boot.boot} boot={boot.boot} sums={boot} />)}
    </>
  );
}

interface RowProps {
  readonly name?: string;
  readonly boot?: string;
  readonly sums: Pick<Boot, "measured" | "folded" | (typeof fates)[number]>;
  /** Undefined where none is told. */
  readonly verdict?: Verdict | undefined;
}

function Row({ name, boot, sums, verdict }: RowProps) {
  const said = (value: number | null): string => (value === null ? t("notSaid") : number(value));
  return (
    <tr class={boot === undefined ? "" : "boot"}>
      <th scope="row">{boot === undefined ? name : <small>{t("boot", { boot })}</small>}</th>
      <td class={verdict === undefined ? "" : looks[verdict]} data-label={t("state")}>
        {verdict === undefined ? "" : `${shapes[verdict]} ${t(`verdict.${verdict}`)}`}
      </td>
      <td class="number" data-label={t("measured")}>
        {said(sums.measured)}
      </td>
      <td class="number" data-label={t("folded")}>
        {said(sums.folded)}
      </td>
      {fates.map((fate) => (
        <td
          key={fate}
          class={fate === "unexplained" && sums[fate] > 0 ? "number bad unexplained" : "number"}
          data-label={t(`fate.${fate}`)}
        >
          {fate === "unexplained" && sums[fate] > 0 ? "✕ " : ""}
          {number(sums[fate])}
        </td>
      ))}
    </tr>
  );
}
