import { AppError } from "../../core/errors.ts";
import { systemRng } from "../../core/io/rng.ts";
import { randomHex } from "../../core/ports/rng.ts";
import { type Role, roles } from "../../dashboards/server/roles.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { askPassword } from "../io/ask-password.ts";
import { dataDirectory } from "../io/data-directory.ts";
import { hexDigest } from "../io/digest.ts";
import { hashPassword } from "../io/passwords.ts";
import { readUsers, writeUsers } from "../io/users-file.ts";
import { checkNewName, checkPassword, without, withPassword } from "../users.ts";

/** Where the users stand: the data directory's own file, or the one a console file names. */
export interface UserOptions {
  readonly data: string;
  readonly users?: string;
  readonly role?: string;
  readonly json?: boolean;
}

const fileOf = ({ data, users }: UserOptions): string => users ?? dataDirectory(data).users;

/** `homeostat user add NAME --role ROLE`: a person who logs in by password. */
export async function addUser(name: string, options: UserOptions): Promise<ExitCode> {
  const path = fileOf(options);
  const role = roleOf(options.role);
  checkNewName(readUsers(path), name);
  const password = await newPassword();
  const file = readUsers(path);
  checkNewName(file, name);
  writeUsers(path, { ...file, users: [...file.users, { name, role, password }] });
  process.stderr.write(`${name} may log in as ${role}; known in ${path}\n`);
  return exitCodes.ok;
}

/** `homeostat user passwd NAME`: another password; sessions of the old one end. */
export async function changePassword(name: string, options: UserOptions): Promise<ExitCode> {
  const path = fileOf(options);
  withPassword(readUsers(path), name, "");
  const password = await newPassword();
  writeUsers(path, withPassword(readUsers(path), name, password));
  process.stderr.write(`${name} has a new password; what was logged in with the old one is logged out\n`);
  return exitCodes.ok;
}

/** `homeostat user remove NAME`: a user or token that lets in no more. */
export function removeUser(name: string, options: UserOptions): ExitCode {
  const path = fileOf(options);
  writeUsers(path, without(readUsers(path), name));
  process.stderr.write(`${name} is removed and logged out\n`);
  return exitCodes.ok;
}

/** `homeostat user token NAME`: a token for a program that only reads; it is shown this once. */
export function addToken(name: string, options: UserOptions): ExitCode {
  const path = fileOf(options);
  const file = readUsers(path);
  checkNewName(file, name);
  const token = randomHex(systemRng, 24);
  writeUsers(path, { ...file, tokens: [...file.tokens, { name, digest: hexDigest(token) }] });
  process.stdout.write(`${token}\n`);
  return exitCodes.ok;
}

/** `homeostat user list`: names and roles. */
export function listUsers(options: UserOptions): ExitCode {
  const { users, tokens } = readUsers(fileOf(options));
  const all = [
    ...users.map(({ name, role }) => ({ name, role, login: "password" })),
    ...tokens.map(({ name }) => ({ name, role: "observer", login: "token" })),
  ];
  const lines = all.map(({ name, role, login }) => `${name}\t${role}\t${login}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(all)}\n` : lines.join(""));
  return exitCodes.ok;
}

async function newPassword(): Promise<string> {
  const password = await askPassword();
  checkPassword(password);
  return hashPassword(password);
}

function roleOf(text: string | undefined): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new AppError("wrong-use", `--role takes ${roles.join(" or ")}, not "${text ?? ""}"`);
  return role;
}
