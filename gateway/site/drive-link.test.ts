import { describe, expect, test } from "vitest";
import { faultsIn, polder } from "../../test/support/polder-file.ts";

describe("a drive's own link", () => {
  const faults = (from: string | RegExp, to: string) => {
    // The second pump is like the first, and its faults are the same.
    return faultsIn(polder.replace(from, to))
      .filter(({ path }) => path?.startsWith("actuators.pump-2") !== true)
      .map(({ path, message }) => [path, message]);
  };

  test("is written to well within the time after which it takes the gateway for dead", () => {
    expect(faults("reassert: 3s", "reassert: 3333ms")).toEqual([]);
    expect(faults("reassert: 3s", "reassert: 3334ms")).toEqual([
      ["actuators.pump-1.link.reassert", "3334ms is too close to the lease of 10s"],
    ]);
  });

  test("is set in the drive as the file says it is", () => {
    expect(faults("lease: 10s", "lease: 12s")).toEqual([
      ["actuators.pump-1.link.lease", "`vfd-1` is expected to be set to 10s"],
    ]);
    expect(faults("lost: hold", "lost: stop")).toEqual([
      ["actuators.pump-1.link.lost", "`vfd-1` is expected to be set to `last-speed`"],
    ]);
    expect(faults("communicationLossAction: last-speed", "communicationLossAction: safe-speed")).toEqual([
      ["actuators.pump-1.link.lost", "`vfd-1` is expected to be set to `safe-speed`"],
    ]);
    expect(faults(/ {4}expects:.*\n( {6}.*\n)*/, "")).toEqual([]);
  });

  test("shows its speed, where that is read back", () => {
    expect(
      faults("readBack: { running: 15s, speed", "readBack: { running: 15s, sped").map(([, message]) => message),
    ).toEqual(["unknown key `sped`"]);
    const coil =
      "map: { run: { register: coil, address: 0, type: bool, write: true }, setpoint: { register: holdingRegister, address: 0, type: uint16, write: true }, running: { register: coil, address: 1, type: bool }, remote: { register: coil, address: 2, type: bool } }";
    const bare = polder.replace(/map: abb-drives-profile.*\n/, `${coil}\n`).replace(/ {4}expects:.*\n( {6}.*\n)*/, "");
    expect(faultsIn(bare).map(({ path, message }) => [path, message])).toContainEqual([
      "actuators.pump-1.readBack.speed",
      "`vfd-1` has no point actual",
    ]);
  });

  test("is given up only where a relay and a reflex take turns with it", () => {
    expect(faults(/watchdog:.*\n( {2}.*\n)*/, "")).toEqual([
      ["actuators.pump-1.safeState", "nothing gives it to its floats: the file has no `watchdog`"],
    ]);
    expect(faults("every: 1s\n  while", "every: 1\n  while").map(([path]) => path)).toEqual(["watchdog.every"]);
    expect(faults("layer: homeostasis", "layer: protection")).toEqual([
      ["actuators.pump-1.safeState", "no reflex of the layer homeostasis moves it: it would be with its floats always"],
    ]);
  });
});
