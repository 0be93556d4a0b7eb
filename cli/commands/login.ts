import { z } from "zod";
import { AppError } from "../../core/errors.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { findInstance, jsonOf } from "../instance.ts";
import type { InstanceOptions } from "../program.ts";

const linkSchema = z.object({ path: z.string(), link: z.string().nullish() });

/** `homeostat login`: prints a one-time link to the console of a running instance. */
export async function login(options: InstanceOptions): Promise<ExitCode> {
  const instance = findInstance(options);
  if (instance === undefined) throw new AppError("unreachable", "nothing runs there; start it with `homeostat up`");
  const made = linkSchema.parse(jsonOf(await instance.post("/api/v1/login-link")));
  const link = made.link ?? new URL(made.path, instance.url).href;
  process.stdout.write(options.json ? `${JSON.stringify({ link })}\n` : `${link}\n`);
  return exitCodes.ok;
}
