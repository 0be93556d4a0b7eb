import { expect, test } from "vitest";
import { driveImage } from "../../test/support/register-image.ts";
import { simBench } from "../../test/support/sim-bench.ts";

const expects = { communicationLossAction: "last-speed", communicationLossTime: "10s" };

/** A drive that was commissioned so, and a bench that has read it once. */
async function bench() {
  const image = driveImage();
  const settings = image.cells.holdingRegister;
  for (const [address, value] of [
    [5813, 2],
    [5815, 100],
  ] as const)
    settings?.set(address, value);
  const running = await simBench({ drive: { unitId: 1, map: "abb-drives-profile", image, expects } });
  await running.scheduler.advance(500);
  const settingsRead = () =>
    running.samples.flatMap(([, samples]) => samples.filter(({ point }) => point.startsWith("comm")));
  return { ...running, settings, settingsRead };
}

test("settings of a device are read at the start and then seldom, its points at each poll", async () => {
  const { scheduler, samples, settingsRead } = await bench();
  expect(settingsRead().map(({ point, value }) => [point, value])).toEqual([
    ["communication-loss-action", 2],
    ["communication-loss-time", 10],
  ]);
  await scheduler.advance(59_000);
  expect(settingsRead()).toHaveLength(2);
  expect(samples.length).toBeGreaterThan(59);
  await scheduler.advance(1_000);
  expect(settingsRead()).toHaveLength(4);
});

test("they are read anew as soon as the device answers again: it may be another one", async () => {
  const { scheduler, line, settings, settingsRead, serve } = await bench();
  line.unplug();
  await scheduler.advance(3_000);
  settings?.set(5813, 1);
  line.plug();
  await serve();
  await scheduler.advance(5_000);
  expect(settingsRead().map(({ value }) => value)).toEqual([2, 10, 1, 10]);
});

test("a device without such a setting is bad in that alone", async () => {
  const { scheduler, samples, settings, settingsRead } = await bench();
  settings?.delete(5813);
  settings?.delete(5815);
  await scheduler.advance(60_000);
  expect(
    settingsRead()
      .slice(2)
      .map(({ value, reasons }) => [value, ...reasons]),
  ).toEqual([
    [null, "device-fault"],
    [null, "device-fault"],
  ]);
  const running = samples.flatMap(([, read]) => read.filter(({ point }) => point === "running"));
  expect(running.every(({ quality }) => quality === "good")).toBe(true);
});
