import { alarmRows, isWaiting } from "../live/alarms.ts";
import { siteList, sites } from "../live/state.ts";
import { Icon } from "./icon.tsx";
import { addressOf, type PageName, pageNames } from "./route.ts";
import { place } from "./router.ts";
import { t } from "./texts.ts";

/** The way to every page: on top of a wide screen, at the thumb on a phone. */
export function Navigation() {
  return (
    <nav class="pages" aria-label={t("navigation")}>
      <ul>
        {pageNames.map((page) => (
          <li key={page}>
            <a href={homeOf(page)} aria-current={place.value.page === page ? "page" : undefined}>
              <Icon page={page} />
              <span>{t(`page.${page}`)}</span>
              {page === "alarms" ? <Unacknowledged /> : null}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Where a page's link leads: to the page as it is without a choice, and of the sites to the first. */
export function homeOf(page: PageName): string {
  if (page === "site") {
    const first = siteList.value[0];
    return addressOf(first === undefined ? { page: "overview" } : { page, site: first.site });
  }
  return addressOf(page === "trends" ? { page, variables: [] } : { page });
}

function Unacknowledged() {
  const all = alarmRows(Object.values(sites.value)).filter(isWaiting);
  const [worst] = all;
  if (worst === undefined) return null;
  return (
    <strong class={`count ${worst.alarm.priority}`} title={t("unacknowledged", { count: String(all.length) })}>
      {all.length}
    </strong>
  );
}
