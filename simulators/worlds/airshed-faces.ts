import { airHandlerFace } from "../devices/air-handler.ts";
import { climateFace } from "../devices/climate.ts";
import type { Face } from "../devices/face.ts";
import { disturbance } from "../devices/faults.ts";
import { firePanelFace } from "../devices/fire-panel.ts";
import { warmedUp } from "../devices/sds011.ts";
import { mostDust } from "../devices/sds011-frames.ts";
import { senseairFace } from "../devices/senseair-s8.ts";
import type { AirshedState } from "../plants/airshed/plant.ts";
import { hashedNoise } from "../plants/exact.ts";
import { faultOf, handlerInputs, type School } from "./airshed-school.ts";
import type { DeviceName, DustName } from "./airshed-wiring.ts";

/** Streams of noise, so that no two instruments share theirs. */
const noiseStream: Readonly<Record<DeviceName, number>> = {
  "dust-b": 41,
  "dust-in": 42,
  co2: 43,
  climate: 44,
  "air-handler": 45,
  "alarm-panel": 46,
};
/** How good instruments scatter: dust as a share and in ug/m3, ppm, Celsius, share of full speed. */
const scatter = { dust: 0.02, dustLeast: 0.2, co2: 4, temperature: 0.05, fan: 0.002 };

function noiseOf(school: School, device: DeviceName, draw: number): number {
  return hashedNoise(school.plan.air.seed, noiseStream[device] * 8 + draw, school.step);
}

/** The plant this device senses: the present one, or the one at which it got stuck. */
function sensed(school: School, device: DeviceName): AirshedState {
  return faultOf(school, device, "stuck")?.since ?? school.plant;
}

/** How much the device's readings are off, in the unit of its faults. */
function offOf(school: School, device: DeviceName): number {
  return disturbance(school.faults[device], noiseOf(school, device, 1));
}

/** The air of the room with the instruments. */
function roomAir({ rooms }: AirshedState): { readonly co2: number; readonly pm25: number; readonly pm10: number } {
  return rooms[0] ?? { co2: 0, pm25: 0, pm10: 0 };
}

function dust(school: School, device: DustName): Face {
  const plant = sensed(school, device);
  const { pm25, pm10 } = device === "dust-b" ? plant.street : roomAir(plant);
  const warm = warmedUp(school.dust[device], school.plant.at);
  const off = offOf(school, device);
  const shown = (value: number, draw: number): number => {
    const noise = noiseOf(school, device, draw) * (scatter.dustLeast + scatter.dust * value);
    return Math.round(Math.min(mostDust, Math.max(0, (value + noise + off) * warm)) * 10) / 10;
  };
  return { points: { pm25: shown(pm25, 2), pm10: shown(pm10, 3) }, cells: {} };
}

function co2(school: School): Face {
  const noise = scatter.co2 * noiseOf(school, "co2", 0);
  return senseairFace(roomAir(sensed(school, "co2")).co2 + noise + offOf(school, "co2"), 0x2a11_07c3);
}

function climate(school: School): Face {
  const { temperature, street, supply } = sensed(school, "climate");
  const off = offOf(school, "climate");
  const shown = (value: number, draw: number): number =>
    value + scatter.temperature * noiseOf(school, "climate", draw) + off;
  return climateFace({
    inside: shown(temperature, 2),
    outside: shown(street.temperature, 3),
    supply: shown(supply, 4),
    humidityOutside: street.humidity + off,
  });
}

function airHandler(school: School): Face {
  const { fan } = school.plant;
  const noise = fan === 0 ? 0 : scatter.fan * noiseOf(school, "air-handler", 0);
  return airHandlerFace(school.handler, handlerInputs(school), fan + noise + offOf(school, "air-handler"));
}

/** What a device of the school shows at this step. */
export function faceOf(school: School, device: DeviceName): Face {
  switch (device) {
    case "dust-b":
    case "dust-in":
      return dust(school, device);
    case "co2":
      return co2(school);
    case "climate":
      return climate(school);
    case "air-handler":
      return airHandler(school);
    case "alarm-panel":
      return firePanelFace(
        faultOf(school, "alarm-panel", "fire") !== undefined,
        faultOf(school, "alarm-panel", "shelter") !== undefined,
      );
  }
}
