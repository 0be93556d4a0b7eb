import { AppError } from "../core/errors.ts";

/** Where to listen. Port 0 is any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads HOST:PORT. Throws AppError `wrong-use` that names the option. */
export function parseAddress(option: string, text: string): ListenAddress {
  const match = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port > 65_535) {
    throw new AppError("wrong-use", `${option} takes HOST:PORT such as 127.0.0.1:8420, not "${text}"`);
  }
  return { host: (match[1] ?? "").replaceAll(/[[\]]/g, ""), port };
}

/** Tells whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** How this machine reaches what listens there: an address of all interfaces is no address to go to. */
export function reachedAt({ host, port }: ListenAddress): string {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/**
 * Reads HOST:PORT of the page and the API. With `published` any address will do: a container's port is reached from outside
 * only where it is published, which is to be the loopback of its host. Throws as `loopbackAddress` does.
 */
export function pageAddress(option: string, text: string, published: boolean): ListenAddress {
  return published ? parseAddress(option, text) : loopbackAddress(option, text);
}

/** Reads HOST:PORT of this machine alone: commands that start everything have no TLS. Throws as `parseAddress` does. */
export function loopbackAddress(option: string, text: string): ListenAddress {
  const address = parseAddress(option, text);
  if (isLoopback(address.host)) return address;
  throw new AppError(
    "wrong-use",
    `${option} ${text}: this command listens on loopback only; put a TLS proxy in front, or run its parts as processes of their own (docs/processes.md)`,
  );
}

/** The origin of a web address that an option takes; throws `wrong-use` for anything else. */
export function originOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text).origin;
  throw new AppError("wrong-use", `${option} takes an address such as https://water.example, not "${text}"`);
}
