import { hash, type Options, verify } from "@node-rs/argon2";

/** 19 MiB, two passes, one lane; the variant is Argon2id. Source: OWASP Password Storage Cheat Sheet; RFC 9106. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes 19 MiB and a core: a crowd at the door waits in a row. */
const atOnce = 2;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** The hash of a password, with its own salt, in the PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

/** Tells whether a password is that of a hash. A hash that cannot be read is nobody's. */
export function isPassword(hashed: string, password: string): Promise<boolean> {
  return inTurn(() => verify(hashed, password).catch(() => false));
}
