import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { composeFile, mountsOf } from "../test/support/compose.ts";
import { root, textOf } from "./docs/files.ts";

const { services, volumes } = composeFile();
const all = Object.entries(services).map(([name, service]) => ({ name, service }));
const ours = all.filter(({ service }) => service.build !== undefined);

/** Patterns of .dockerignore, as far as this one uses them: paths, `**` and `*`. */
const hidden = textOf(".dockerignore")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((pattern) => {
    const source = pattern
      .replaceAll(".", "\\.")
      .replace(/^\*\*\//, "(?:.*/)?")
      .replaceAll(/(?<![.)])\*/g, "[^/]*");
    return new RegExp(`^${source}(?:/.*)?$`);
  });
const isHidden = (path: string): boolean => hidden.some((pattern) => pattern.test(path));

describe("the Dockerfile", () => {
  const text = textOf("Dockerfile");
  const copied = [...text.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, words]) =>
    (words ?? "").split(" ").slice(0, -1),
  );

  it.each(copied)("finds %s in its context", (path) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(isHidden(path)).toBe(false);
  });

  it("sees neither secrets nor what is made", () => {
    const private_ = [
      "examples/lage-landen/secrets",
      "examples/lage-landen/secrets/ca.key",
      "homeostat-data/secrets.json",
      "node_modules/zod/package.json",
      ".git/config",
    ];
    expect(private_.filter((path) => !isHidden(path))).toEqual([]);
    expect(["core/io/keys.ts", "cli/io/secrets.ts", "core/io/link.ts"].filter(isHidden)).toEqual([]);
  });

  it("ends as a user without rights, and starts the program that package.json names", () => {
    expect(text.match(/^USER .*$/gm)?.at(-1)).toBe("USER 10001:10001");
    const { bin } = JSON.parse(textOf("package.json")) as { bin: { homeostat: string } };
    expect(text).toContain(`ENTRYPOINT ["node", "/opt/homeostat/${bin.homeostat}"]`);
  });
});

describe("docker-compose.yml", () => {
  it.each(all)(
    "$name has its ports on the loopback of the host, an image of one version, and no rights it does not need",
    ({ service }) => {
      expect((service.ports ?? []).filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
      expect(service.image).toMatch(/:\d+\.\d+/);
      expect(service.cap_drop).toEqual(["ALL"]);
      expect(service.security_opt).toContain("no-new-privileges:true");
    },
  );

  it.each(ours)("$name of our own image cannot write but in its volumes, and is nobody", ({ name, service }) => {
    expect(service.read_only).toBe(true);
    expect(service.user).toBe(name === "prepare" ? "0:0" : "10001:10001");
  });

  it.each(all)("$name mounts only what is there", ({ service }) => {
    const wrong = mountsOf(service).filter(({ named, source }) =>
      named ? !(source in volumes) : !existsSync(join(root, source)),
    );
    expect(wrong).toEqual([]);
  });

  it("gives the authority's key to nobody but who makes certificates", () => {
    const holders = all.filter(({ service }) => mountsOf(service).some(({ source }) => source === "authority"));
    expect(holders.map(({ name }) => name)).toEqual(["prepare"]);
  });
});
