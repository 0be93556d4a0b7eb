import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkNewName, checkPassword, noUsers, without, withPassword } from "../users.ts";
import { hexDigest } from "./digest.ts";
import { hashPassword } from "./passwords.ts";
import { readUsers, usersIn, writeUsers } from "./users-file.ts";

const fresh = () => join(mkdtempSync(join(tmpdir(), "homeostat-users-")), "users.json");
const password = "correct horse battery";

async function withAnna(path: string): Promise<void> {
  const user = { name: "anna", role: "operator" as const, password: await hashPassword(password) };
  writeUsers(path, { users: [user], tokens: [{ name: "grafana", digest: hexDigest("token") }] });
}

describe("the file of users", () => {
  it("is its owner's alone and holds no password and no token", async () => {
    const path = fresh();
    await withAnna(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = JSON.stringify(readUsers(path));
    expect(text).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
    for (const secret of [password, '"token"']) expect(text.replace('"tokens"', "")).not.toContain(secret);
  });

  it("lets in who knows the password, and follows every change at once", async () => {
    const path = fresh();
    const troubles: string[] = [];
    const users = usersIn(path, (detail) => troubles.push(detail));
    expect(await users.verify("anna", password)).toBeUndefined();
    await withAnna(path);
    const anna = await users.verify("anna", password);
    expect(anna).toMatchObject({ name: "anna", role: "operator" });
    expect([await users.verify("anna", "guess"), await users.verify("jan", password)]).toEqual([undefined, undefined]);
    expect([users.byToken(hexDigest("token")), users.hasToken("grafana")]).toEqual([
      { name: "grafana", role: "observer" },
      true,
    ]);
    writeUsers(path, withPassword(readUsers(path), "anna", await hashPassword("another password")));
    expect(await users.verify("anna", password)).toBeUndefined();
    expect(users.find("anna")?.stamp).not.toBe(anna?.stamp);
    writeUsers(path, without(readUsers(path), "anna"));
    expect(users.find("anna")).toBeUndefined();
    expect(troubles).toEqual([]);
  });

  it("lets nobody in when it cannot be read, and says so once", async () => {
    const path = fresh();
    await withAnna(path);
    const troubles: string[] = [];
    const users = usersIn(path, (detail) => troubles.push(detail));
    expect(users.find("anna")).toBeDefined();
    writeFileSync(path, '{"users":[{"name":"anna"}]}');
    expect([users.find("anna"), users.find("anna"), troubles.length]).toEqual([undefined, undefined, 1]);
    expect(() => readUsers(path)).toThrow("is not a users file");
  });
});

describe("a name", () => {
  it.each(["", "Anna", "anna b", "../etc", "__proto__", "a".repeat(41), "operator", "region", "restart", "anna"])(
    "%j is refused",
    (name) => {
      const file = { ...noUsers, users: [{ name: "anna", role: "observer" as const, password: "$argon2id$" }] };
      expect(() => checkNewName(file, name)).toThrow();
    },
  );

  it("that nobody has can be neither changed nor removed, and the names there are are told", () => {
    expect(() => without({ ...noUsers, tokens: [{ name: "grafana", digest: "" }] }, "anna")).toThrow(
      "there are: grafana",
    );
    expect(() => withPassword(noUsers, "anna", "")).toThrow("there are: none");
  });
});

it("a password is neither short nor endless", () => {
  for (const bad of ["", "eleven char", "x".repeat(201)]) expect(() => checkPassword(bad)).toThrow("characters");
  expect(() => checkPassword(password)).not.toThrow();
});
