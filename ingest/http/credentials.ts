/** Who asks. Only the secret opens; the name is for the log. */
export interface Credential {
  readonly username: string | null;
  readonly secret: string;
}

/** Where a credential can stand: the parameters of the query string and form body, and the header `Authorization`. */
export interface CredentialCarrier {
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
}

/**
 * Finds the credential of a request; undefined when it carries none. Accepted are `u=` and `p=` (as InfluxDB 1), `p=` alone
 * and `Basic` with the token as password, `Token` and `Bearer` (as InfluxDB 2 and 3), and `Token user:secret` (as InfluxDB
 * 1.8 for 2.x clients). Source: InfluxDB 1.8 reference, API, Authentication; InfluxDB 3 Core, Authenticate requests.
 */
export function credentialOf({ parameters, authorization }: CredentialCarrier): Credential | undefined {
  const { u = "", p = "" } = parameters;
  if (p !== "") return { username: u === "" ? null : u, secret: p };
  const match = /^(Basic|Token|Bearer) +(\S.*)$/i.exec(authorization ?? "");
  const [, scheme = "", text = ""] = match ?? [];
  switch (scheme.toLowerCase()) {
    case "basic":
      return pair(Buffer.from(text, "base64").toString("utf8"));
    case "token":
      return text.includes(":") ? pair(text) : { username: null, secret: text.trim() };
    case "bearer":
      return { username: null, secret: text.trim() };
    default:
      return undefined;
  }
}

function pair(text: string): Credential | undefined {
  const colon = text.indexOf(":");
  if (colon === -1) return undefined;
  return { username: text.slice(0, colon) || null, secret: text.slice(colon + 1) };
}

/** A URL or query text as the log may show it: the values of `p` and `u`, tokens and passwords in statements are taken out. */
export function redacted(text: string): string {
  return text
    .replace(/([?&;](?:p|u|token|password)=)[^&;#\s]*/gi, "$1[redacted]")
    .replace(
      /((?:password|%20password)(?:\s|%20|\+)+(?:for(?:\s|%20|\+)+\S+?(?:\s|%20|\+)*(?:=|%3D)(?:\s|%20|\+)*)?)(?:'[^']*'?|%27.*?(?:%27|$))/gi,
      "$1'[redacted]'",
    );
}
