import type { MonotonicMs } from "../../core/time.ts";
import { energyMeterFace } from "../devices/energy-meter.ts";
import type { Face } from "../devices/face.ts";
import { disturbance } from "../devices/faults.ts";
import { batteryFace, chargerFace, inverterFace } from "../devices/machines.ts";
import type { P1Sample } from "../devices/p1-meter.ts";
import { hashedNoise } from "../plants/exact.ts";
import { allowed, socOf } from "../plants/microgrid/battery.ts";
import { frequencyAt } from "../plants/microgrid/connection.ts";
import type { HomeMeter } from "../plants/microgrid/home-meter.ts";
import type { Phases } from "../plants/microgrid/homes.ts";
import type { MicrogridState } from "../plants/microgrid/plant.ts";
import { faultOf, hasMains, isUnheard, type Machine, type MicrogridStation } from "./microgrid-station.ts";
import type { AnswererName, Speaker } from "./microgrid-wiring.ts";

/** Streams of noise of the grid meter. */
const stream = { power: 81, voltage: 84, disturbance: 87, frequency: 88 };
/** Share of a power, V and Hz that a good meter scatters. */
const scatter = { power: 0.002, voltage: 0.05, frequency: 0.002 };

type PhaseIndex = 0 | 1 | 2;
const byPhase = (each: (phase: PhaseIndex) => number): Phases => [each(0), each(1), each(2)];

/** The plant that the grid meter senses: the present one, or the one at which it got stuck. */
function sensed(station: MicrogridStation): MicrogridState {
  return faultOf(station, "grid", "stuck")?.since ?? station.plant;
}

/** The meter and its modem live on a small battery of their own: without mains it shows that there is none. */
function gridMeter(station: MicrogridStation): Face {
  const { connection, books, at } = sensed(station);
  const { seed } = station.plan.street;
  const noise = (draw: number): number => hashedNoise(seed, draw, station.step);
  const mains = hasMains(station);
  const off = disturbance(station.faults.grid, noise(stream.disturbance)) / 3;
  const voltage = byPhase((phase) =>
    mains ? connection.voltage[phase] + scatter.voltage * noise(stream.voltage + phase) : 0,
  );
  const factor = byPhase((phase) => 1 + scatter.power * noise(stream.power + phase));
  return energyMeterFace({
    voltage,
    current: byPhase((phase) => connection.current[phase] * factor[phase] + (off * 1_000) / 230),
    power: byPhase((phase) => connection.power[phase] * factor[phase] + off),
    frequency: mains ? frequencyAt(seed, at) + scatter.frequency * noise(stream.frequency) : 0,
    imported: books.imported,
    exported: books.exported,
  });
}

function machineState(station: MicrogridStation, machine: Machine, now: MonotonicMs) {
  return {
    tripped: faultOf(station, machine, "stop") !== undefined,
    unheard: isUnheard(station, machine, now),
  };
}

/** What a device that answers shows at this step. */
export function faceOf(station: MicrogridStation, device: AnswererName, now: MonotonicMs): Face {
  const { orders, plant } = station;
  if (device === "grid") return gridMeter(station);
  const state = machineState(station, device, now);
  const { value } = orders[device];
  if (device === "solar") return inverterFace({ limit: value, power: plant.solar, ...state });
  if (device === "charger-1") {
    const { current, power, car } = plant.charger;
    return chargerFace({ setpoint: value, current, power, car: car !== undefined, ...state });
  }
  const { power, temperature } = plant.battery;
  return batteryFace({
    setpoint: value,
    power,
    soc: socOf(plant.battery),
    temperature,
    ...allowed(plant.battery),
    ...state,
  });
}

const unread: HomeMeter = { power: [0, 0, 0], imported: [0, 0], exported: [0, 0] };

/** What a household's meter measures at this step. */
export function sampleOf({ plant }: MicrogridStation, { home }: Speaker): P1Sample {
  const { power, imported, exported } = plant.meters[home] ?? unread;
  const { voltage } = plant.connection;
  // A meter on one phase calls it L1, whichever of the street's it hangs on.
  const first = power.findIndex((kW) => kW !== 0) as PhaseIndex;
  const isSingle = power.filter((kW) => kW !== 0).length === 1;
  return {
    at: plant.at,
    power: isSingle ? [power[first], 0, 0] : power,
    voltage: isSingle ? [voltage[first], 0, 0] : voltage,
    imported,
    exported,
    lowTariff: plant.between.from.lowTariff,
  };
}
