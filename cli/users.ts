import { z } from "zod";
import { AppError } from "../core/errors.ts";
import { roles, starter, userNamePattern } from "../dashboards/server/roles.ts";

const name = z.string().regex(userNamePattern);

/** The file of those who were given a name of their own: people with passwords, programs with tokens that read. */
export const usersFileSchema = z.strictObject({
  users: z.array(
    z.strictObject({
      name,
      role: z.enum(roles),
      password: z.string().startsWith("$argon2id$").describe("Argon2id, in the PHC string format"),
    }),
  ),
  tokens: z.array(z.strictObject({ name, digest: z.string().regex(/^[0-9a-f]{64}$/) })),
});
export type UsersFile = z.infer<typeof usersFileSchema>;

/** A file in which nobody stands. */
export const noUsers: UsersFile = { users: [], tokens: [] };

/** Names under which things are done already: a record must tell who did it. */
const reserved: ReadonlyMap<string, string> = new Map([
  [starter, "the one-time link"],
  ["region", "the region itself"],
  ["restart", "what a site does when it starts again"],
]);

const shortestPassword = 12;
const longestPassword = 200;

/** Checks a new name. Throws `wrong-use` with what is wrong. */
export function checkNewName(file: UsersFile, wanted: string): void {
  if (!userNamePattern.test(wanted))
    throw new AppError("wrong-use", `"${wanted}" is no name: lower case letters, digits, hyphens and dots, at most 40`);
  const taken = reserved.get(wanted);
  if (taken !== undefined) throw new AppError("wrong-use", `"${wanted}" is the name of ${taken}; choose another`);
  if ([...file.users, ...file.tokens].some((known) => known.name === wanted))
    throw new AppError("wrong-use", `${wanted} is there already`);
}

/** Checks a new password. Throws `wrong-use`. Source: NIST SP 800-63B, 3.1.1.2: length counts, composition does not. */
export function checkPassword(password: string): void {
  if (password.length < shortestPassword || password.length > longestPassword)
    throw new AppError("wrong-use", `a password has ${shortestPassword} to ${longestPassword} characters`);
}

/** The file with another password for a user; throws `wrong-use` when nobody has that name. */
export function withPassword(file: UsersFile, who: string, password: string): UsersFile {
  if (!file.users.some((user) => user.name === who)) throw unknownName(file, who);
  return { ...file, users: file.users.map((user) => (user.name === who ? { ...user, password } : user)) };
}

/** The file without a user or token; throws `wrong-use` when nobody has that name. */
export function without(file: UsersFile, who: string): UsersFile {
  const users = file.users.filter((user) => user.name !== who);
  const tokens = file.tokens.filter((token) => token.name !== who);
  if (users.length + tokens.length === file.users.length + file.tokens.length) throw unknownName(file, who);
  return { users, tokens };
}

function unknownName({ users, tokens }: UsersFile, who: string): AppError {
  const names = [...users, ...tokens].map((known) => known.name);
  return new AppError("wrong-use", `nobody is called ${who}; there are: ${names.join(", ") || "none"}`);
}
