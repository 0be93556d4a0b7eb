/**
 * Tells whether a subscription filter covers a topic.
 * Source: MQTT 3.1.1, 4.7 (`+` one level, `#` the rest; wildcards at the start do not match topics that begin with `$`).
 */
export function filterCovers(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  if (topic.startsWith("$") && (wanted[0] === "+" || wanted[0] === "#")) return false;
  for (let index = 0; index < wanted.length; index += 1) {
    const level = wanted[index];
    if (level === "#") return index === wanted.length - 1;
    if (index >= levels.length || (level !== "+" && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}
