import type { PageName } from "./route.ts";

const lines: Readonly<Record<PageName, string>> = {
  overview: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  site: "M4 20V10l8-6 8 6v10zM10 20v-6h4v6",
  alarms: "M12 4 3 20h18zM12 10v5M12 17.5v.5",
  trends: "M4 4v16h16M7 15l4-5 3 3 5-7",
  explain: "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.5v.5",
  pipeline: "M3 8h6v8H3zM15 8h6v8h-6zM9 12h6",
};

/** A page's sign, beside its name. */
export function Icon({ page }: { readonly page: PageName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={lines[page]} />
    </svg>
  );
}
