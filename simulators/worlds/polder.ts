import type { Table } from "../../core/modbus/pdu.ts";
import { type Refusal, type RegisterImage, rtuServer, tcpServer } from "../../core/modbus/server.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import { takeControlWord } from "../devices/drive.ts";
import { faceImage, illegalAddress } from "../devices/face-image.ts";
import { type FaultRequest, parseFault } from "../devices/faults.ts";
import type { Coils } from "../devices/io-module.ts";
import { watchCoil } from "../devices/watchdog-relay.ts";
import { levelInside, levelOutside, type PolderPlan } from "../plants/polder/plant.ts";
import { faceOf } from "./polder-faces.ts";
import {
  breakDown,
  driveIndex,
  faultOf,
  mend,
  type Station,
  startStation,
  stepMs,
  stepStation,
} from "./polder-station.ts";
import { busNames, type DeviceName, isDevice, wiring } from "./polder-wiring.ts";
import { ShownFaces } from "./shown-faces.ts";
import { breakable, type DeviceLine, type Framing, type PlantTruth, type World } from "./world.ts";

/** The plant as it really is. Levels in m NAP, flows in m3/s, rain in mm/h and mm, speeds as shares of full speed. */
export interface PolderTruth extends PlantTruth {
  readonly at: EpochMs;
  readonly levelInside: number;
  readonly levelOutside: number;
  readonly rainRate: number;
  readonly rainDepth: number;
  readonly pumps: readonly { readonly speed: number; readonly discharge: number }[];
  readonly siren: boolean;
  readonly startHorn: boolean;
}

/** Cells 0 to 2 can be written: the control word and its references, or the coils. */
const writableCells = 3;
/** The plant itself goes to the truth every ten seconds. */
const plantEverySteps = 10_000 / stepMs;

/**
 * A polder that lives in world time and answers its buses. It moves only when told the time, so the same requests at
 * the same moments give the same answers. Each sample goes to `truth` before anybody can read it.
 */
export class PolderWorld implements World {
  readonly buses = busNames;
  #station: Station;
  #now: MonotonicMs;
  readonly #truth: (line: string) => void;
  readonly #faces = new ShownFaces<DeviceName>({
    make: (device) => faceOf(this.#station, device),
    isFrozen: (device) => faultOf(this.#station, device, "freeze") !== undefined,
    tell: (device, { points }) => this.#tell({ device, shown: points, ...this.#levels() }),
  });

  constructor(plan: PolderPlan, now: MonotonicMs, truth: (line: string) => void) {
    this.#station = startStation(plan, now);
    this.#now = now;
    this.#truth = truth;
    this.#tell({ plant: this.latest() });
  }

  /** Lives up to this moment. */
  advanceTo(world: EpochMs, now: MonotonicMs): void {
    this.#now = now;
    while (this.#station.plant.at + stepMs <= world) {
      this.#station = stepStation(this.#station, now);
      if (this.#station.step % plantEverySteps === 0) this.#tell({ plant: this.latest() });
    }
  }

  /** The plant as it really is now. */
  latest(): PolderTruth {
    const { plant, coils } = this.#station;
    const { inside, outside } = this.#levels();
    return {
      at: plant.at,
      levelInside: inside,
      levelOutside: outside,
      rainRate: plant.rainRate,
      rainDepth: plant.rainDepth,
      pumps: plant.motors.map((motor, index) => ({ speed: motor.speed, discharge: plant.discharges[index] ?? 0 })),
      siren: coils[0],
      startHorn: coils[1],
    };
  }

  /** Breaks or mends a device; the error is a sentence for the person who asked. */
  fault(device: string, request: FaultRequest): Result<void, string> {
    if (!isDevice(device)) return err(`there is no device "${device}" in this world`);
    const sort = wiring.find((entry) => entry.name === device)?.sort ?? "io";
    const parsed = parseFault(sort, request);
    if (!parsed.ok) return parsed;
    if (parsed.value === "none") this.#station = mend(this.#station, device);
    else {
      if (parsed.value.kind === "freeze") this.#faces.freeze(device, this.#station.step);
      this.#station = breakDown(this.#station, device, parsed.value);
    }
    this.#faces.changed(device);
    this.#tell({ device, fault: parsed.value });
    return ok(undefined);
  }

  devices() {
    return breakable(wiring);
  }

  connect(bus: string, framing: Framing): DeviceLine {
    const lookup = (unitId: number): RegisterImage | undefined => this.device(bus, unitId);
    return framing === "rtu" ? rtuServer(lookup) : tcpServer(lookup);
  }

  /** What hangs on this bus under this unit id; undefined when nothing answers. */
  device(bus: string, unitId: number): RegisterImage | undefined {
    const device = this.#answering(bus, unitId);
    if (device === undefined) return undefined;
    return faceImage({
      face: () => this.#faces.show(device, this.#station.step),
      write: (table, address, values) => this.#write(device, table, address, values),
    });
  }

  /** A frozen device confirms a write and does nothing. */
  #write(device: DeviceName, table: Table, address: number, values: readonly number[]): Refusal | undefined {
    const index = driveIndex(device);
    const writable = index >= 0 ? table === "holdingRegister" : device === "io" && table === "coil";
    if (!writable || address + values.length > writableCells) return illegalAddress;
    if (faultOf(this.#station, device, "freeze") !== undefined) return undefined;
    values.forEach((value, offset) => {
      if (index >= 0) this.#writeDrive(device, index, address + offset, value);
      else this.#writeCoil(address + offset, value !== 0);
    });
    this.#faces.changed(device);
    return undefined;
  }

  #writeDrive(device: DeviceName, index: number, address: number, value: number): void {
    const signed = value > 32_767 ? value - 65_536 : value;
    const causeGone = faultOf(this.#station, device, "stop") === undefined;
    const drives = this.#station.drives.map((drive, at) => {
      if (at !== index) return drive;
      if (address === 0) return takeControlWord(drive, value, this.#now, causeGone);
      return address === 1 ? { ...drive, reference: signed } : { ...drive, reference2: signed };
    });
    this.#station = { ...this.#station, drives };
  }

  #writeCoil(address: number, on: boolean): void {
    const [siren, horn, alive] = this.#station.coils;
    const coils: Coils = [address === 0 ? on : siren, address === 1 ? on : horn, address === 2 ? on : alive];
    const relay = watchCoil(this.#station.relay, coils[2], this.#now);
    this.#station = { ...this.#station, coils, relay };
  }

  #answering(bus: string, unitId: number): DeviceName | undefined {
    const device = wiring.find((entry) => entry.bus === bus && entry.unitId === unitId);
    if (device === undefined || faultOf(this.#station, device.name, "unplug") !== undefined) return undefined;
    const dark = device.sort === "drive" && faultOf(this.#station, "io", "mains") !== undefined;
    return dark ? undefined : device.name;
  }

  #levels(): { inside: number; outside: number } {
    const { plan, plant } = this.#station;
    return { inside: levelInside(plant), outside: levelOutside(plan, plant) };
  }

  #tell(entry: Readonly<Record<string, unknown>>): void {
    this.#truth(`${JSON.stringify({ at: this.#station.plant.at, ...entry })}\n`);
  }
}
