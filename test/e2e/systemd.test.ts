import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { objection } from "../../tools/docs/command-lines.ts";
import { program, root } from "../support/running.ts";

const source = join(root, "examples/systemd");
const units = readdirSync(source).filter((name) => name.endsWith(".service"));
const folder = mkdtempSync(join(tmpdir(), "homeostat-units-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of a unit whose program is that of this machine; a template as an instance of it. */
function here(name: string): string {
  const file = join(folder, name.replace("@.", "@gemaal-oostpolder."));
  const text = readFileSync(join(source, name), "utf8");
  const own = text.replace("/usr/bin/node", process.execPath).replace("/opt/homeostat/dist/cli/main.js", program);
  writeFileSync(file, own);
  return file;
}

describe.each(units)("%s", (name) => {
  const text = readFileSync(join(source, name), "utf8");
  const valuesOf = (key: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) => value ?? "");

  test("says nothing that systemd does not understand", () => {
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", here(name)], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("is exposed no more than 2.0 of 10", () => {
    const words = ["security", "--offline=true", "--no-pager", "--threshold=20", here(name)];
    expect(execFileSync("systemd-analyze", words, { encoding: "utf8" })).toMatch(/exposure level .*: [01]\.\d/);
  });

  test("starts a command that there is, on the directory that is its own", () => {
    const [command = ""] = valuesOf("ExecStart");
    const line = command.replace("/usr/bin/node /opt/homeostat/dist/cli/main.js", "homeostat");
    expect(objection(line)).toBeUndefined();
    const [, data] = / --data \/var\/lib\/(\S+)/.exec(line) ?? [];
    expect(valuesOf("StateDirectory")).toEqual([data]);
  });

  test("runs as a user that no other role has, so that none reads the keys of another", () => {
    const role = name.replace(/@?\.service$/, "");
    expect([valuesOf("User"), valuesOf("Group")]).toEqual([[role], [role]]);
  });

  test("shows several instances of one user each its own directory alone", () => {
    const [state = ""] = valuesOf("StateDirectory");
    const isShared = name.includes("@");
    expect(valuesOf("TemporaryFileSystem")).toEqual(isShared ? ["/var/lib/homeostat:ro"] : []);
    expect(valuesOf("BindPaths")).toEqual(isShared ? [`/var/lib/${state}`] : []);
  });

  test("waits for the modules of the serial ports that it may open", () => {
    const modules = ["modprobe@usbserial.service", "modprobe@cdc_acm.service"];
    const isSerial = valuesOf("DeviceAllow").includes("char-ttyUSB rw");
    for (const key of ["After", "Wants"]) {
      const named = valuesOf(key).flatMap((value) => value.split(" "));
      expect(named.filter((unit) => unit.startsWith("modprobe@"))).toEqual(isSerial ? modules : []);
    }
  });

  test("is handed each of its secrets by name, and expects no word of being alive that is never sent", () => {
    const secrets = valuesOf("LoadCredential").map((value) => value.split(":"));
    expect(secrets.filter(([id, path]) => path !== `/etc/homeostat/secrets/${id}`)).toEqual([]);
    expect(valuesOf("WatchdogSec")).toEqual([]);
    expect(valuesOf("Type")).toEqual(["exec"]);
  });
});
