import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configFiles, foldersIn, readTextFile } from "../../core/io/files.ts";
import { drivers } from "../../gateway/drivers/index.ts";
import { checkSite } from "../../gateway/site/load-site.ts";
import { runCheck } from "./check.ts";
import { runConfigPrint } from "./config-print.ts";

function pen() {
  const written = { out: "", said: "" };
  const io = {
    read: readTextFile,
    files: configFiles,
    folders: foldersIn,
    drivers,
    out: (text: string) => {
      written.out += text;
    },
    say: (text: string) => {
      written.said += text;
    },
  };
  return { written, io };
}

describe("check", () => {
  test("a directory stands for the YAML files in it", () => {
    const { written, io } = pen();
    expect(runCheck(["examples/polder"], {}, io)).toBe(0);
    expect(written.out).toBe(
      "examples/polder/region.yaml: region, no faults\nexamples/polder/site.yaml: site, no faults\n",
    );
  });

  test("folders below whose files were not read are named, a folder of maps that a site has read is not", () => {
    const { written, io } = pen();
    const folder = mkdtempSync(join(tmpdir(), "check-"));
    cpSync("examples/lage-landen", folder, { recursive: true, dereference: true });
    expect(runCheck([folder], {}, io)).toBe(0);
    expect(written.said).toBe("");
    cpSync("examples/polder", join(folder, "site"), { recursive: true });
    expect(runCheck([folder], {}, io)).toBe(0);
    expect(written.said).toBe(
      `${folder}/site was not read: check it by its own name, \`homeostat check ${folder}/site\`\n`,
    );
    rmSync(folder, { recursive: true });
  });

  test("a path that leads nowhere is a fault with a place, whatever stands in its way", () => {
    const { written, io } = pen();
    const folder = mkdtempSync(join(tmpdir(), "check-"));
    symlinkSync("loop", join(folder, "loop"));
    expect(runCheck([join(folder, "loop"), join(folder, "loop/site.yaml")], {}, io)).toBe(1);
    expect(written.out.match(/loop.*:1:1: its links lead back to themselves/g)).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });

  test.runIf(process.platform === "linux")("what is no regular file is named, and never waited for", () => {
    const { written, io } = pen();
    const folder = mkdtempSync(join(tmpdir(), "check-"));
    symlinkSync("/dev/zero", join(folder, "endless.yaml"));
    expect(runCheck([folder, "/dev/zero"], {}, io)).toBe(1);
    expect(written.out).toContain("endless.yaml:1:1: this is a pipe or a device, not a regular file");
    expect(written.out).toContain("/dev/zero:1:1: this is a pipe or a device, not a regular file");
    expect(runConfigPrint(join(folder, "endless.yaml"), {}, io)).toBe(1);
    rmSync(folder, { recursive: true });
  });

  test("--json gives every fault as a row, and the exit code tells there are some", () => {
    const { written, io } = pen();
    expect(runCheck(["cli/fixtures/broken/unknown-key-device.broken.yaml"], { json: true }, io)).toBe(1);
    expect(JSON.parse(written.out)).toEqual([
      {
        file: "cli/fixtures/broken/unknown-key-device.broken.yaml",
        line: 6,
        column: 60,
        path: "devices.gauge.pol",
        message: "unknown key `pol`",
        expected: "driver, bus, poll, unitId, map, framing, expects",
        hint: "did you mean `poll`?",
      },
    ]);
  });

  test("--json of sound files is an empty list", () => {
    const { written, io } = pen();
    expect(runCheck(["examples/environment-agency.yaml"], { json: true }, io)).toBe(0);
    expect(JSON.parse(written.out)).toEqual([]);
  });

  test("a person sees the place, the line with its caret, what was expected and a hint", () => {
    const { written, io } = pen();
    runCheck(["cli/fixtures/broken/duration-unit.broken.yaml"], {}, io);
    expect(written.out).toBe(
      [
        "cli/fixtures/broken/duration-unit.broken.yaml:9:52: sites.valley.silentAfter: `2m` is not a duration",
        "  9 |   valley: { keyFile: keys/valley.pub, silentAfter: 2m }",
        "    |                                                    ^",
        "  expected: a duration with its unit: 300ms, 10s, 5min, 2h, 7d, 1 week",
        "  hint: did you mean `2min`?",
        "",
        "",
      ].join("\n"),
    );
    expect(written.said).toBe("1 fault\n");
  });

  test("a file that is not there, and a directory without YAML, are faults", () => {
    const { written, io } = pen();
    expect(runCheck(["nowhere.yaml", "cli/fixtures"], {}, io)).toBe(1);
    expect(written.out).toContain("nowhere.yaml:1:1: there is no such file");
    expect(written.out).toContain("cli/fixtures:1:1: there is no .yaml file in this directory");
  });

  test("a region is checked against the sites beside it", () => {
    const { io } = pen();
    const hasty = (file: string) => {
      const text = readTextFile(file);
      if (!text.ok) return text;
      return { ok: true as const, value: text.value.replace("timeToRespond: 30min", "timeToRespond: 10min") };
    };
    const written: string[] = [];
    const code = runCheck(["examples/polder"], {}, { ...io, read: hasty, out: (text) => written.push(text) });
    expect(code).toBe(1);
    expect(written.join("")).toContain(
      "high alarms: the first person is called after 15min, but `door-open` of gemaal-oostpolder needs a response within 10min",
    );
  });
});

describe("config print", () => {
  const file = "examples/polder/site.yaml";

  test("without options gives the file as it is", () => {
    const { written, io } = pen();
    expect(runConfigPrint(file, {}, io)).toBe(0);
    expect({ ok: true, value: written.out }).toEqual(readTextFile(file));
  });

  test("--effective can be read again and means the same", () => {
    const { written, io } = pen();
    runConfigPrint(file, { effective: true }, io);
    const again = checkSite(file, written.out, { read: readTextFile, drivers });
    const first = readTextFile(file);
    expect(again).toEqual(first.ok ? checkSite(file, first.value, { read: readTextFile, drivers }) : undefined);
    expect(written.out).not.toContain("like:");
    expect(parse(written.out)).toMatchObject({
      devices: { "vfd-2": { driver: "modbus", poll: "1s" } },
      charter: { alarms: { "mains-lost": { offDelay: "0s" } }, reflexes: { drain: { lead: "fewest-hours" } } },
    });
  });

  test("--redact shows neither addresses nor files of secrets", () => {
    const { written, io } = pen();
    runConfigPrint(file, { effective: true, redact: true }, io);
    expect(written.out).not.toMatch(/127\.0\.0\.1|secrets\/|sim:/);
  });

  test("a broken file is told, not printed", () => {
    const { written, io } = pen();
    expect(runConfigPrint("cli/fixtures/broken/dangling-bus.broken.yaml", { effective: true }, io)).toBe(1);
    expect(written.out).toBe("");
    expect(written.said).toContain("there is no bus `lane`");
  });
});
