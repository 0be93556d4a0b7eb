/** The pages of the console by their paths: the server answers each with the console, the console shows the one that is asked for. */
export const pageRoutes = ["/overview", "/site/:site", "/alarms", "/trends", "/explain", "/pipeline"] as const;

/** A page as its route. */
export type PageRoute = (typeof pageRoutes)[number];

/** Tells whether a route is that of a page: what a person opens, not what a program asks. */
export function isPage(route: string | undefined): route is PageRoute {
  return pageRoutes.some((page) => page === route);
}
