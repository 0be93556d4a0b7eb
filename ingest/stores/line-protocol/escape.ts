const encoder = new TextEncoder();

/**
 * A tag's value as line protocol writes it. It has no way to write a line end, or a backslash that stands at the end or before
 * a sign that is escaped itself: spaces and slashes take their place. Ids hold neither.
 * Source: InfluxDB v2 reference, "Line protocol", special characters.
 */
export function tagText(value: string): string {
  return value
    .replace(/[\r\n]/g, " ")
    .replace(/\\(?=[\\,= ]|$)/g, "/")
    .replace(/[,= ]/g, "\\$&");
}

/**
 * A text as a string field, with its quotes.
 * Source: InfluxDB v2 reference, "Line protocol", special characters.
 */
export function stringField(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Measurement and tags with the space that ends them; tags without a value are left out, the others sorted by name. */
export function pointPrefix(measurement: string, tags: Readonly<Record<string, string>>): string {
  const present = Object.keys(tags).filter((name) => tags[name] !== "");
  const written = present.sort().map((name) => `,${name}=${tagText(tags[name] ?? "")}`);
  return `${measurement}${written.join("")} `;
}

/** A text as the bytes that travel. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
