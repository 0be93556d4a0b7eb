import { readFileSync, statSync } from "node:fs";
import { AppError } from "../../core/errors.ts";
import type { KnownUser, Users } from "../../dashboards/server/ports.ts";
import { noUsers, type UsersFile, usersFileSchema } from "../users.ts";
import { hexDigest } from "./digest.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import { writePrivately } from "./private-file.ts";

/** Reads the file of users; one that is not there holds nobody. Throws `config-invalid` for one that cannot be read. */
export function readUsers(path: string): UsersFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return noUsers;
    throw new AppError("config-invalid", `${path} cannot be read by this user`, error);
  }
  try {
    return usersFileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError("config-invalid", `${path} is not a users file of homeostat`, error);
  }
}

/** Writes the file of users, mode 0600. */
export function writeUsers(path: string, file: UsersFile): void {
  writePrivately(path, `${JSON.stringify(file, null, 2)}\n`);
}

/**
 * The users of a running server, read again when the file changes: who is removed is out at once. A file that cannot be read
 * lets nobody in; `trouble` is told so once.
 */
export function usersIn(path: string, trouble: (detail: string) => void): Users {
  const file = followed(path, trouble);
  // Made once, so that a name that nobody has takes as long as one that is there.
  const nobody = hashPassword("the password of nobody");
  const known = ({ name, role, password }: UsersFile["users"][number]): KnownUser => ({
    name,
    role,
    stamp: hexDigest(password),
  });
  const find = (name: string) => file().users.find((user) => user.name === name);
  return {
    find(name) {
      const user = find(name);
      return user === undefined ? undefined : known(user);
    },
    async verify(name, password) {
      const user = find(name);
      const right = await isPassword(user?.password ?? (await nobody), password);
      return right && user !== undefined ? known(user) : undefined;
    },
    byToken(digest) {
      const token = file().tokens.find((one) => one.digest === digest);
      return token === undefined ? undefined : { name: token.name, role: "observer" };
    },
    hasToken: (name) => file().tokens.some((token) => token.name === name),
  };
}

function followed(path: string, trouble: (detail: string) => void): () => UsersFile {
  let seen = "";
  let file = noUsers;
  return () => {
    const now = lookOf(path);
    if (now === seen) return file;
    seen = now;
    try {
      file = readUsers(path);
    } catch (error) {
      file = noUsers;
      trouble(error instanceof Error ? error.message : String(error));
    }
    return file;
  };
}

/** Another text whenever the file is another one. */
function lookOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.ino} ${stat.mtimeNs} ${stat.size}`;
}
