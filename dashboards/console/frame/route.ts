import type { EpochMs } from "../../../core/time.ts";
import { pageRoutes } from "../../pages.ts";

/** What an address asks for: a page and what it shows. */
export type Place =
  | { readonly page: "overview" | "alarms" | "pipeline" }
  | { readonly page: "site"; readonly site: string }
  | {
      readonly page: "trends";
      /** `SITE/DEVICE/VARIABLE`. */
      readonly variables: readonly string[];
      readonly from?: EpochMs | undefined;
      readonly to?: EpochMs | undefined;
      /** A length of time that ends now. */
      readonly last?: string | undefined;
    }
  | {
      readonly page: "explain";
      readonly subject?: string | undefined;
      readonly site?: string | undefined;
      readonly at?: EpochMs | undefined;
    }
  | { readonly page: "unknown" };

/** Names a page. */
export type PageName = Exclude<Place["page"], "unknown">;

/** The page names in the order of the navigation. */
export const pageNames = pageRoutes.map((route) => route.split("/")[1]) as readonly PageName[];

/** What an address asks for: `/` is the overview. */
export function placeOf(pathname: string, search: string): Place {
  const [page = "", part, ...more] = pathname.split("/").filter((piece) => piece !== "");
  const query = new URLSearchParams(search);
  if (more.length > 0 || (part !== undefined && page !== "site")) return { page: "unknown" };
  switch (page) {
    case "":
    case "overview":
      return { page: "overview" };
    case "alarms":
    case "pipeline":
      return { page };
    case "site":
      return part === undefined ? { page: "unknown" } : { page, site: decoded(part) };
    case "trends":
      return {
        page,
        variables: query.getAll("v"),
        from: momentIn(query, "from"),
        to: momentIn(query, "to"),
        last: textIn(query, "last"),
      };
    case "explain":
      return { page, subject: textIn(query, "subject"), site: textIn(query, "site"), at: momentIn(query, "at") };
    default:
      return { page: "unknown" };
  }
}

/** The address of a place. */
export function addressOf(place: Place): string {
  switch (place.page) {
    case "site":
      return `/site/${encodeURIComponent(place.site)}`;
    case "trends":
      return withQuery("/trends", [
        ...place.variables.map((path) => ["v", path] as const),
        ["from", place.from],
        ["to", place.to],
        ["last", place.last],
      ]);
    case "explain":
      return withQuery("/explain", [
        ["subject", place.subject],
        ["site", place.site],
        ["at", place.at],
      ]);
    case "unknown":
      return "/overview";
    default:
      return `/${place.page}`;
  }
}

type Pair = readonly [string, string | number | undefined];

function withQuery(path: string, pairs: readonly Pair[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of pairs) if (value !== undefined) query.append(name, String(value));
  // A slash may stand in a query as it is, and is easier to read.
  const text = query.toString().replaceAll("%2F", "/");
  return text === "" ? path : `${path}?${text}`;
}

function textIn(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

function momentIn(query: URLSearchParams, name: string): EpochMs | undefined {
  const text = query.get(name) ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
