import { computed, effect, signal } from "@preact/signals";
import { addressOf, type Place, placeOf } from "./route.ts";

const address = signal({ path: location.pathname, search: location.search });

/** Where we are. */
export const place = computed(() => placeOf(address.value.path, address.value.search));
/** What stands in the address's query: a page may keep its own filters there. */
export const query = computed(() => new URLSearchParams(address.value.search));
/** Whether the page hangs on a wall: no navigation, big type. */
export const onWall = computed(() => query.value.has("wall"));

/** Goes to a place, on the wall or not as we are. */
export function go(to: Place | string): void {
  const target = new URL(typeof to === "string" ? to : addressOf(to), location.href);
  if (onWall.value) target.searchParams.set("wall", "");
  if (target.href !== location.href) history.pushState(null, "", target);
  read();
  requestAnimationFrame(arrive);
}

/** Changes what stands in the query of this address, as no step of its own in the history; undefined takes it out. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const target = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) target.searchParams.delete(name);
    else target.searchParams.set(name, value);
  }
  history.replaceState(null, "", target);
  read();
}

/** Follows the address bar and every link to a page of our own. */
export function followAddress(title: (at: Place) => string): void {
  if (location.pathname === "/") history.replaceState(null, "", `/overview${location.search}`);
  read();
  addEventListener("popstate", read);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || !isOwn(link) || !isPlain(event)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  effect(() => {
    document.title = title(place.value);
  });
}

function read(): void {
  address.value = { path: location.pathname, search: location.search };
}

/** A new page begins at its top, and a reader of the screen hears its heading. */
function arrive(): void {
  scrollTo(0, 0);
  document.getElementById("page")?.focus({ preventScroll: true });
}

function isOwn(link: HTMLAnchorElement): boolean {
  // A link within the page (the skip link) and one elsewhere are the browser's.
  return link.origin === location.origin && !link.target && !link.hash;
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}
