import { expect, test } from "vitest";
import { AppError } from "../../core/errors.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { machineStarted } from "./machine-boot.ts";

test("a gateway knows whether its machine was started since it last ran", async () => {
  const disk = new SimDisk().mount();
  expect(await machineStarted(disk, "a")).toBe(true);
  expect(await machineStarted(disk, "a")).toBe(false);
  expect(await machineStarted(disk, "b")).toBe(true);
  expect(await machineStarted(disk, "b")).toBe(false);
});

test("where that cannot be told, it counts as started", async () => {
  const disk = new SimDisk().mount();
  await machineStarted(disk, "a");
  expect(await machineStarted(disk, undefined)).toBe(true);
  const failed = () => Promise.reject(new AppError("disk-failed", "input/output error"));
  expect(await machineStarted({ ...disk, read: failed, open: failed }, "a")).toBe(true);
});
