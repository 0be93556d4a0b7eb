/** Under which names the server answers, and whose pages may send what changes something. */
export interface Doors {
  /** Host headers, with port. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  /** Whether people reach it by https only: then their browsers shall never ask otherwise. */
  readonly https: boolean;
  /** Who may show it in a frame. */
  readonly frames: readonly string[];
}

/** What the doors are made of. */
export interface DoorPlan {
  readonly host: string;
  readonly port: number;
  /** The address people type when a proxy stands in front: `https://water.example`. */
  readonly publicUrl?: string | undefined;
  /** Origins that may show pages in a frame: a Grafana. */
  readonly frames?: readonly string[] | undefined;
}

/** The names on loopback, and the public one where a proxy stands in front. */
export function doorsOf({ host, port, publicUrl, frames: framing = [] }: DoorPlan): Doors {
  const frames = framing.map((url) => new URL(url).origin);
  const names = new Set([host.includes(":") ? `[${host}]` : host, "127.0.0.1", "localhost", "[::1]"]);
  const hosts = [...names].map((name) => `${name}:${port}`);
  const origins = hosts.map((name) => `http://${name}`);
  if (publicUrl === undefined) return { hosts, origins, https: false, frames };
  const { host: publicHost, origin, protocol } = new URL(publicUrl);
  return { hosts: [...hosts, publicHost], origins: [...origins, origin], https: protocol === "https:", frames };
}

/** What a request says of where it comes from. */
export interface Whence {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly changes: boolean;
}

/**
 * Tells whether a request may come from a page of our own: the Host must be one we answer to (a name rebound to loopback is
 * not), and a request that changes something must not carry a foreign Origin.
 */
export function ownPage({ host, origin, changes }: Whence, { hosts, origins }: Doors): boolean {
  if (host === undefined || !hosts.includes(host)) return false;
  return !changes || origin === undefined || origins.includes(origin);
}

/**
 * Whether a request names one Host: of several, what stands before us may have believed another one than we do.
 * Source: RFC 9112, 3.2.
 */
export function hasOneHost(rawHeaders: readonly string[]): boolean {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length === 1;
}

/**
 * The headers of every answer. Nothing from elsewhere is ever loaded, and nothing that stands in a page runs or styles it.
 * Source: OWASP Secure Headers Project; W3C Content Security Policy Level 3; RFC 6797 for `strict-transport-security`.
 */
export function guardHeaders({ https, frames }: Doors): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${frames.length === 0 ? "'none'" : frames.join(" ")}`,
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    // Not no-referrer: browsers would then send a form of our own with the Origin null.
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
    ...(frames.length === 0 ? { "x-frame-options": "DENY" } : {}),
  };
}
