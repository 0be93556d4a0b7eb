/** How somebody gets in: a terminal is shown the one-time link, a log file only how to have one made. */
export function shownLink(http: string, loginPath: string, data: string): string {
  if (process.stdout.isTTY) return `${http}${loginPath}`;
  return `${http} (\`homeostat login --data ${data}\` makes a one-time link; it is shown here on a terminal only)`;
}
