/** A reference to a variable that Grafana fills in. */
export function filled(name: string): string {
  return `\${${name}}`;
}
