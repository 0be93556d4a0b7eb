import { exceptions, type Table } from "../../core/modbus/pdu.ts";
import { type Refusal, type RegisterImage, rtuServer, tcpServer } from "../../core/modbus/server.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { EpochMs, MonotonicMs } from "../../core/time.ts";
import { longestMeterRead } from "../devices/energy-meter.ts";
import { faceImage, illegalAddress } from "../devices/face-image.ts";
import { type FaultRequest, parseFault } from "../devices/faults.ts";
import { socOf } from "../plants/microgrid/battery.ts";
import { frequencyAt, meanOf } from "../plants/microgrid/connection.ts";
import { type MicrogridPlan, sitePower } from "../plants/microgrid/plant.ts";
import { faceOf } from "./microgrid-faces.ts";
import {
  breakDown,
  faultOf,
  hasMains,
  isMachine,
  type MicrogridStation,
  machineRules,
  mend,
  startStation,
  stepMs,
  stepStation,
  tell,
} from "./microgrid-station.ts";
import { Talk } from "./microgrid-talk.ts";
import { type AnswererName, answering, busNames, wiring } from "./microgrid-wiring.ts";
import { ShownFaces } from "./shown-faces.ts";
import { breakable, type DeviceLine, type Framing, type PlantTruth, type World } from "./world.ts";

type Phases = readonly [number, number, number];

/**
 * The plant as it really is. kW with import and charging positive, what sun gives as positive too; A with the sign of the power;
 * V; %; Cel; kWh since the start.
 */
export interface MicrogridTruth extends PlantTruth {
  readonly power: number;
  /** Mean of the clock quarter as far as it has come, and of the one before. */
  readonly quarter: number;
  readonly quarterBefore: number | undefined;
  readonly current: Phases;
  readonly voltage: Phases;
  /** Hz of the whole continent's grid. */
  readonly frequency: number;
  readonly homes: number;
  readonly roofs: number;
  readonly solar: number;
  readonly battery: { readonly power: number; readonly soc: number; readonly temperature: number };
  readonly charger: { readonly current: number; readonly power: number; readonly car: boolean };
  readonly imported: number;
  readonly exported: number;
}

const illegalValue: Refusal = { exception: exceptions.illegalValue };
/** The plant itself goes to the truth every ten seconds. */
const plantEverySteps = 10_000 / stepMs;

/** A street that lives in world time, answers on two buses and speaks on two others. */
export class MicrogridWorld implements World {
  readonly buses = busNames;
  #station: MicrogridStation;
  #now: MonotonicMs;
  readonly #truth: (line: string) => void;
  readonly #faces = new ShownFaces<AnswererName>({
    make: (device) => faceOf(this.#station, device, this.#now),
    isFrozen: (device) => faultOf(this.#station, device, "freeze") !== undefined,
    tell: (device, { points }) => this.#tell({ device, shown: points }),
  });
  readonly #talk = new Talk((device, shown) => this.#tell({ device, shown }));

  constructor(plan: MicrogridPlan, now: MonotonicMs, truth: (line: string) => void) {
    this.#station = startStation(plan);
    this.#now = now;
    this.#truth = truth;
    this.#tell({ plant: this.latest() });
  }

  advanceTo(world: EpochMs, now: MonotonicMs): void {
    this.#now = now;
    while (this.#station.plant.at + stepMs <= world) {
      this.#station = stepStation(this.#station, now);
      if (this.#station.step % plantEverySteps === 0) this.#tell({ plant: this.latest() });
      this.#talk.speak(this.#station);
    }
  }

  latest(): MicrogridTruth {
    const { plant } = this.#station;
    const { battery, charger, connection, books, quarter } = plant;
    return {
      at: plant.at,
      power: sitePower(plant),
      quarter: meanOf(quarter),
      quarterBefore: quarter.before,
      current: connection.current,
      voltage: connection.voltage,
      frequency: frequencyAt(this.#station.plan.street.seed, plant.at),
      homes: plant.homes,
      roofs: plant.roofs,
      solar: plant.solar,
      battery: { power: battery.power, soc: socOf(battery), temperature: battery.temperature },
      charger: { current: charger.current, power: charger.power, car: charger.car !== undefined },
      imported: books.imported,
      exported: books.exported,
    };
  }

  fault(name: string, request: FaultRequest): Result<void, string> {
    const device = wiring.find((entry) => entry.name === name);
    if (device === undefined) return err(`there is no device "${name}" in this world`);
    const parsed = parseFault(device.sort, request);
    if (!parsed.ok) return parsed;
    const answerer = answering.find((entry) => entry.name === name)?.name;
    if (parsed.value === "none") this.#station = mend(this.#station, device.name);
    else {
      if (parsed.value.kind === "freeze" && answerer !== undefined) this.#faces.freeze(answerer, this.#station.step);
      this.#station = breakDown(this.#station, device.name, parsed.value);
    }
    if (answerer !== undefined) this.#faces.changed(answerer);
    this.#tell({ device: name, fault: parsed.value });
    return ok(undefined);
  }

  devices() {
    return breakable(wiring);
  }

  connect(bus: string, framing: Framing, say: (bytes: Uint8Array) => void): DeviceLine {
    if (this.#talk.speaksOn(bus)) return this.#talk.listen(bus, say);
    const lookup = (unitId: number): RegisterImage | undefined => this.device(bus, unitId);
    return framing === "rtu" ? rtuServer(lookup) : tcpServer(lookup);
  }

  /** What hangs on this bus under this unit id; undefined when nothing answers. */
  device(bus: string, unitId: number): RegisterImage | undefined {
    const device = answering.find((entry) => entry.bus === bus && entry.unitId === unitId)?.name;
    if (device === undefined || !this.#answers(device)) return undefined;
    const image = faceImage({
      face: () => this.#faces.show(device, this.#station.step),
      write: (table, address, values) => this.#write(device, table, address, values),
    });
    return device === "grid" ? wholeValues(image) : image;
  }

  /** The charger and the inverter live on the grid; the meter and the battery's management have a battery of their own. */
  #answers(device: AnswererName): boolean {
    const fed = device === "solar" || device === "charger-1";
    return faultOf(this.#station, device, "unplug") === undefined && (!fed || hasMains(this.#station));
  }

  /** One order in tenths at address 0. A frozen machine confirms it and does nothing. */
  #write(device: AnswererName, table: Table, address: number, values: readonly number[]): Refusal | undefined {
    const [raw] = values;
    if (!isMachine(device) || table !== "holdingRegister" || address !== 0) return illegalAddress;
    if (raw === undefined || values.length > 1) return illegalAddress;
    const value = (raw > 32_767 ? raw - 65_536 : raw) / 10;
    const { lo, hi } = machineRules[device];
    if (value < lo || value > hi) return illegalValue;
    if (faultOf(this.#station, device, "freeze") !== undefined) return undefined;
    this.#station = tell(this.#station, device, value, this.#now);
    this.#faces.changed(device);
    return undefined;
  }

  #tell(entry: Readonly<Record<string, unknown>>): void {
    this.#truth(`${JSON.stringify({ at: this.#station.plant.at, ...entry })}\n`);
  }
}

/**
 * A meter whose values take two registers each: it refuses to cut one in two, and more than it can send at once.
 * Source: Eastron SDM630-Modbus V2 protocol, 1.3 (even addresses and counts, at most 80 registers).
 */
function wholeValues(image: RegisterImage): RegisterImage {
  return {
    ...image,
    readInput: (address, count) =>
      address % 2 !== 0 || count % 2 !== 0 || count > longestMeterRead
        ? illegalAddress
        : image.readInput(address, count),
  };
}
