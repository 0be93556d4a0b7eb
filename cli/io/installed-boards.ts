import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AppError, messageOf } from "../../core/errors.ts";

/** Finds an installed board by its uid and its file's name; undefined where it is not installed. */
export type FindInstalled = (uid: string, file: string) => Promise<unknown>;

const patience = 10_000;

/** The boards of a directory that Grafana provisions from. Throws AppError `wrong-use` where there is no such directory. */
export function installedIn(directory: string): FindInstalled {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new AppError(
      "wrong-use",
      `--dir ${directory}: there is no such directory; name the one Grafana provisions from`,
    );
  return async (_uid, file) => {
    const path = join(directory, file);
    return existsSync(path) ? parsed(readFileSync(path, "utf8"), path) : undefined;
  };
}

/**
 * The boards of a Grafana, by its HTTP API. The token is a service account's; without one only a Grafana that lets strangers
 * read answers. Source: Grafana documentation, HTTP API, Dashboard, `GET /api/dashboards/uid/:uid`.
 */
export function installedAt(url: string, token: string | undefined): FindInstalled {
  const base = url.replace(/\/+$/, "");
  const headers = { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return async (uid) => {
    const address = `${base}/api/dashboards/uid/${encodeURIComponent(uid)}`;
    const answer = await fetch(address, { headers, redirect: "error", signal: AbortSignal.timeout(patience) }).catch(
      (error: unknown) => {
        throw new AppError("unreachable", `no Grafana answers at ${base}: ${messageOf(error)}`, error);
      },
    );
    if (answer.status === 401 || answer.status === 403) {
      const told = token === undefined ? "without a token" : "with this token";
      const fix = "give --token-file FILE with the token of a service account that may read boards";
      throw new AppError("unreachable", `Grafana at ${base} answers ${answer.status} ${told}; ${fix}`);
    }
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new AppError("unreachable", `Grafana at ${base} answers ${answer.status} for ${uid}`);
    const body = parsed(await answer.text(), address);
    return typeof body === "object" && body !== null && "dashboard" in body ? body.dashboard : undefined;
  };
}

function parsed(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("wrong-use", `${from} holds no JSON: ${messageOf(error)}`, error);
  }
}
