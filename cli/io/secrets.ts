import { readFileSync } from "node:fs";
import { z } from "zod";
import { systemRng } from "../../core/io/rng.ts";
import { randomHex } from "../../core/ports/rng.ts";
import { writePrivately } from "./private-file.ts";

const secret = z.string().regex(/^[0-9a-f]{32,64}$/);

const secretsSchema = z.strictObject({
  admin: z.strictObject({ username: z.string(), password: secret, token: secret }),
  mqttUser: z.strictObject({ username: z.string(), password: secret }),
  /** Passwords of the product's own connections to the embedded broker, by credential name. */
  mqtt: z.record(z.string(), secret),
  /** For the simulator's control port. */
  world: secret,
});
/** The secrets of one instance, as its file holds them. */
export type Secrets = z.infer<typeof secretsSchema>;

/** Reads an instance's secrets, or makes them on its first start; a new credential name gets a password of its own. */
export function loadSecrets(path: string, credentialNames: readonly string[]): Secrets {
  const known = read(path);
  const fresh = (): string => randomHex(systemRng, 24);
  const secrets: Secrets = known ?? {
    admin: { username: "admin", password: fresh(), token: fresh() },
    mqttUser: { username: "reader", password: fresh() },
    mqtt: {},
    world: fresh(),
  };
  const missing = credentialNames.filter((name) => secrets.mqtt[name] === undefined);
  if (known !== undefined && missing.length === 0) return secrets;
  const complete = {
    ...secrets,
    mqtt: { ...secrets.mqtt, ...Object.fromEntries(missing.map((name) => [name, fresh()])) },
  };
  writePrivately(path, `${JSON.stringify(complete, null, 2)}\n`);
  return complete;
}

/** Reads the secrets of an instance that has started before; undefined when there are none. */
export function readSecrets(path: string): Secrets | undefined {
  return read(path);
}

function read(path: string): Secrets | undefined {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Error(`${path} is not a secrets file of homeostat; restore it or remove it to have new secrets made`, {
      cause: error,
    });
  }
}
