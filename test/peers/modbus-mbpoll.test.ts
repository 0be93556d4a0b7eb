import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serialBus } from "../../core/io/bus.ts";
import { freePort } from "../support/ports.ts";
import { type PtyPair, ptyPair } from "../support/pty.ts";
import { type CellImage, driveImage, kellerImage } from "../support/register-image.ts";
import { serveRtu, serveTcp } from "../support/serve-modbus.ts";

const run = promisify(execFile);

/** What mbpoll (libmodbus, an implementation that is not ours) printed, by reference. */
async function mbpoll(...options: string[]): Promise<Record<string, string>> {
  const { stdout } = await run("mbpoll", ["-1", "-0", "-o", "2", ...options]);
  const lines = stdout.matchAll(/^\[(\d+)\]:\s+(\S+)/gm);
  return Object.fromEntries([...lines].map(([, reference = "", value = ""]) => [reference, value]));
}

describe.each(["rtu", "tcp"] as const)("mbpoll as the client of our emulator over %s", (mode) => {
  let pair: PtyPair | undefined;
  let target: string[];
  let stop: () => Promise<void>;
  let drive: CellImage;

  beforeAll(async () => {
    drive = driveImage();
    const images = { 1: drive, 11: kellerImage(1.25, 11.5) };
    if (mode === "tcp") {
      const port = await freePort();
      target = ["-m", "tcp", "-p", String(port), "127.0.0.1"];
      stop = await serveTcp(port, images);
      return;
    }
    pair = await ptyPair();
    target = ["-m", "rtu", "-b", "19200", "-P", "even", pair.near];
    const line = { baud: 19_200, dataBits: 8, parity: "even", stopBits: 1 } as const;
    stop = await serveRtu(serialBus({ path: pair.far, ...line }), images);
  });
  afterAll(async () => {
    await stop();
    await pair?.close();
  });

  it("reads a probe's floats", async () => {
    expect(await mbpoll("-a", "11", "-t", "4:float", "-B", "-r", "256", "-c", "2", ...target)).toEqual({
      256: "1.25",
      258: "11.5",
    });
  });

  it("writes the control word and reads the drive's six words", async () => {
    await mbpoll("-a", "1", "-r", "1", ...target, "12000");
    await mbpoll("-a", "1", "-r", "0", ...target, "1150");
    await mbpoll("-a", "1", "-r", "0", ...target, "1151");
    expect(drive.written).toEqual([
      [1, 12_000],
      [0, 0x047e],
      [0, 0x047f],
    ]);
    expect(await mbpoll("-a", "1", "-t", "4:hex", "-r", "0", "-c", "6", ...target)).toEqual({
      0: "0x047F",
      1: "0x2EE0",
      2: "0x0000",
      3: "0x0337",
      4: "0x2EE0",
      5: "0x0000",
    });
  });

  it("writes several registers in one request", async () => {
    await mbpoll("-a", "1", "-r", "1", ...target, "100", "200");
    expect(drive.written.slice(-2)).toEqual([
      [1, 100],
      [2, 200],
    ]);
  });

  it("is told of an address that the device has not", async () => {
    await expect(mbpoll("-a", "1", "-r", "50", "-c", "1", ...target)).rejects.toMatchObject({
      stderr: expect.stringContaining("Illegal data address"),
    });
  });
});
