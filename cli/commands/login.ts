import { AppError } from "../../core/errors.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { findInstance, jsonOf } from "../instance.ts";
import type { InstanceOptions } from "../program.ts";

/** `homeostat login`: prints a one-time link to the console of a running instance. */
export async function login(options: InstanceOptions): Promise<ExitCode> {
  const instance = findInstance(options);
  if (instance === undefined) throw new AppError("unreachable", "nothing runs there; start it with `homeostat up`");
  const { path } = jsonOf(await instance.post("/api/v1/login-link")) as { path: string };
  const link = new URL(path, instance.url).href;
  process.stdout.write(options.json ? `${JSON.stringify({ link })}\n` : `${link}\n`);
  return exitCodes.ok;
}
