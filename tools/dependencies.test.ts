import { describe, expect, it } from "vitest";
import { textOf } from "./docs/files.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}
interface Installed {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const direct = Object.keys((JSON.parse(textOf("package.json")) as Manifest).dependencies);
const lock = JSON.parse(textOf("package-lock.json")) as { readonly packages: Readonly<Record<string, Installed>> };
const page = textOf("docs/dependencies.md");
const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| (.+) \|$/gm)].map(([, name, licence, reason]) => ({
  name: name ?? "",
  licence: licence ?? "",
  reason: reason ?? "",
}));

/** Licences whose works may be part of an Apache-2.0 work. */
const compatible = ["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "Apache-2.0"];

describe("docs/dependencies.md", () => {
  it("has each run-time dependency, in order, with a reason", () => {
    expect(rows.map(({ name }) => name)).toEqual([...direct].sort());
    expect(rows.filter(({ reason }) => reason.length < 15)).toEqual([]);
    expect(direct.length).toBeLessThanOrEqual(25);
  });

  it.each(rows)("$name is under the licence it says", ({ name, licence }) => {
    expect(lock.packages[`node_modules/${name}`]?.license).toBe(licence);
  });

  it("is right about the licences of all that is installed to run", () => {
    const running = Object.entries(lock.packages).filter(
      ([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional,
    );
    expect(running.length).toBeGreaterThan(50);
    expect(running.filter(([, { license }]) => !compatible.includes(license ?? "")).map(([path]) => path)).toEqual([]);
  });
});
