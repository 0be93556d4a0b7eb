import { driveFace } from "../devices/drive.ts";
import type { Face } from "../devices/face.ts";
import { disturbance } from "../devices/faults.ts";
import { gaugeFace } from "../devices/gauge.ts";
import { ioFace } from "../devices/io-module.ts";
import { hashedNoise } from "../plants/exact.ts";
import { levelInside, levelOutside, type PolderState } from "../plants/polder/plant.ts";
import { motorLoad } from "../plants/polder/pump.ts";
import { waterTemperature } from "../plants/polder/weather.ts";
import { driveIndex, faultOf, type Station } from "./polder-station.ts";
import { type DeviceName, heights, rainPerTip, wiring } from "./polder-wiring.ts";

/** Streams of noise, so that no two instruments share theirs. */
const noiseStream: Readonly<Record<DeviceName, number>> = {
  "vfd-1": 11,
  "vfd-2": 12,
  "gauge-in-a": 13,
  "gauge-out-a": 14,
  io: 15,
};
/** m of water a good gauge scatters; share of load a current scatters. */
const gaugeScatter = 0.0005;
const loadScatter = 0.004;

function noiseOf(station: Station, device: DeviceName, draw: number): number {
  return hashedNoise(station.plan.weather.seed, noiseStream[device] * 8 + draw, station.step);
}

/** The plant this device senses: the present one, or the one at which it got stuck. */
function sensed(station: Station, device: DeviceName): PolderState {
  return faultOf(station, device, "stuck")?.since ?? station.plant;
}

function gauge(station: Station, device: "gauge-in-a" | "gauge-out-a"): Face {
  const plant = sensed(station, device);
  const inside = device === "gauge-in-a";
  const level = inside ? levelInside(plant) : levelOutside(station.plan, plant);
  const zero = inside ? heights.gaugeInside : heights.gaugeOutside;
  const off = disturbance(station.faults[device], noiseOf(station, device, 1));
  const depth = level - zero + gaugeScatter * noiseOf(station, device, 0) + off;
  const unitId = wiring.find((entry) => entry.name === device)?.unitId ?? 0;
  return gaugeFace({ depth, temperature: waterTemperature(plant.at), serial: 712_300 + unitId, unitId });
}

function drive(station: Station, device: DeviceName): Face {
  const index = driveIndex(device);
  const state = station.drives[index];
  const { plant, plan } = station;
  if (state === undefined) return { points: {}, cells: {} };
  const speed = plant.motors[index]?.speed ?? 0;
  const head = levelOutside(plan, plant) - levelInside(plant);
  const load = motorLoad(speed, plant.discharges[index] ?? 0, head);
  const scatter = load === 0 ? 0 : loadScatter * noiseOf(station, device, 0);
  const shown = Math.min(1.5, Math.max(0, speed + disturbance(station.faults[device], noiseOf(station, device, 1))));
  return driveFace(state, shown, Math.max(0, load + scatter));
}

function io(station: Station): Face {
  const plant = sensed(station, "io");
  const level = levelInside(plant);
  const off = disturbance(station.faults.io, noiseOf(station, "io", 1));
  const seen = level + gaugeScatter * 2 * noiseOf(station, "io", 0) + off;
  const share = (seen - heights.current4mA) / (heights.current20mA - heights.current4mA);
  return ioFace(
    {
      floatLow: level >= heights.floatLow,
      floatHigh: level > heights.floatHigh,
      door: faultOf(station, "io", "door") !== undefined,
      mainsOk: faultOf(station, "io", "mains") === undefined,
      stopButton: faultOf(station, "io", "stop-button") === undefined,
      levelCurrent: Math.min(20.5, Math.max(3.8, 4 + 16 * share)),
      rainTips: Math.floor(plant.rainDepth / rainPerTip),
    },
    station.coils,
  );
}

/** What a device of the polder shows at this step. */
export function faceOf(station: Station, device: DeviceName): Face {
  switch (device) {
    case "gauge-in-a":
    case "gauge-out-a":
      return gauge(station, device);
    case "vfd-1":
    case "vfd-2":
      return drive(station, device);
    case "io":
      return io(station);
  }
}
