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

/** Reads HOST:PORT of this machine alone: commands that start everything have no TLS. Throws as `parseAddress` does. */
export function loopbackAddress(option: string, text: string): ListenAddress {
  const address = parseAddress(option, text);
  if (isLoopback(address.host)) return address;
  throw new AppError(
    "wrong-use",
    `${option} ${text}: this command listens on loopback only; put a TLS proxy in front, or run gateway, ingest and region as processes of their own`,
  );
}
