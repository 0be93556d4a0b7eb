import type { Table } from "../../core/modbus/pdu.ts";
import { type Refusal, type RegisterImage, rtuServer, tcpServer } from "../../core/modbus/server.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { EpochMs } from "../../core/time.ts";
import { writeAirHandler } from "../devices/air-handler.ts";
import { damaged } from "../devices/damage.ts";
import { faceImage, illegalAddress } from "../devices/face-image.ts";
import { type FaultRequest, parseFault } from "../devices/faults.ts";
import { speaks, takeCommand } from "../devices/sds011.ts";
import { dataFrame, type SdsCommand } from "../devices/sds011-frames.ts";
import type { AirshedPlan, RoomAir } from "../plants/airshed/plant.ts";
import type { StreetAir } from "../plants/airshed/street.ts";
import { faceOf } from "./airshed-faces.ts";
import {
  breakDown,
  faultOf,
  mend,
  type School,
  startSchool,
  stepMs,
  stepSchool,
  withOrders,
} from "./airshed-school.ts";
import { busNames, type DeviceName, type DustName, deviceAt, dustOn, isDevice, wiring } from "./airshed-wiring.ts";
import { dustLine } from "./dust-line.ts";
import { ShownFaces } from "./shown-faces.ts";
import { breakable, type DeviceLine, type Framing, type PlantTruth, type World } from "./world.ts";

/** The school as it really is. Dust in ug/m3, CO2 in ppm, temperatures in Celsius, humidity in %. */
export interface AirshedTruth extends PlantTruth {
  readonly street: StreetAir;
  /** Whether the street's dust is a recording instead of the synthetic year. */
  readonly recorded: boolean;
  readonly rooms: readonly ({ readonly name: string } & RoomAir)[];
  /** Share of each class in its room. */
  readonly present: number;
  readonly temperature: number;
  readonly supply: number;
  /** Share of full speed. */
  readonly fan: number;
  readonly recirculating: boolean;
}

/** The plant itself goes to the truth every ten seconds. */
const plantEverySteps = 10_000 / stepMs;

type Say = (bytes: Uint8Array) => void;

/**
 * A school by a busy road that lives in world time, answers its buses and speaks on those of its dust sensors. It moves only
 * when told the time. Each sample goes to `truth` before anybody can read it; what nobody listens to is no sample.
 */
export class AirshedWorld implements World {
  readonly buses = busNames;
  #school: School;
  readonly #truth: (line: string) => void;
  readonly #listeners: Readonly<Record<DustName, Map<Say, number>>> = { "dust-b": new Map(), "dust-in": new Map() };
  readonly #faces = new ShownFaces<DeviceName>({
    make: (device) => faceOf(this.#school, device),
    isFrozen: (device) => faultOf(this.#school, device, "freeze") !== undefined,
    tell: (device, { points }) => this.#tell({ device, shown: points, ...this.#air() }),
  });

  constructor(plan: AirshedPlan, truth: (line: string) => void) {
    this.#school = startSchool(plan);
    this.#truth = truth;
    this.#tell({ plant: this.latest() });
  }

  /** Lives up to this moment. */
  advanceTo(world: EpochMs): void {
    while (this.#school.plant.at + stepMs <= world) {
      this.#school = stepSchool(this.#school);
      if (this.#school.step % plantEverySteps === 0) this.#tell({ plant: this.latest() });
      for (const [device, listeners] of Object.entries(this.#listeners) as [DustName, Map<Say, number>][]) {
        this.#speak(device, listeners);
      }
    }
  }

  /** The school as it really is now. */
  latest(): AirshedTruth {
    const { plan, plant } = this.#school;
    const { at, street, present, temperature, supply, fan, recirculating } = plant;
    const rooms = plan.rooms.map(({ name }, index) => {
      const { co2, pm25, pm10 } = plant.rooms[index] ?? { co2: 0, pm25: 0, pm10: 0 };
      return { name, co2, pm25, pm10 };
    });
    const recorded = plan.air.recorded !== undefined;
    return { at, street, recorded, rooms, present, temperature, supply, fan, recirculating };
  }

  /** Breaks or mends a device; the error is a sentence for the person who asked. */
  fault(device: string, request: FaultRequest): Result<void, string> {
    const found = wiring.find(({ name }) => name === device);
    if (found === undefined || !isDevice(device)) return err(`there is no device "${device}" in this world`);
    const parsed = parseFault(found.sort, request);
    if (!parsed.ok) return parsed;
    if (parsed.value === "none") this.#school = mend(this.#school, device);
    else {
      if (parsed.value.kind === "freeze") this.#faces.freeze(device, this.#school.step);
      this.#school = breakDown(this.#school, device, parsed.value);
    }
    for (const { name } of wiring) this.#faces.changed(name);
    this.#tell({ device, fault: parsed.value });
    return ok(undefined);
  }

  devices() {
    return breakable(wiring);
  }

  connect(bus: string, framing: Framing, say: Say): DeviceLine {
    const dust = dustOn(bus);
    if (dust !== undefined) {
      const listeners = this.#listeners[dust.name];
      listeners.set(say, dust.id);
      const hear = (command: SdsCommand): Uint8Array | undefined => this.#hear(dust.name, dust.id, command);
      return dustLine(dust.id, hear, () => listeners.delete(say));
    }
    const lookup = (unitId: number): RegisterImage | undefined => this.device(bus, unitId);
    return framing === "rtu" ? rtuServer(lookup) : tcpServer(lookup);
  }

  /** What hangs on this bus under this unit id; undefined when nothing answers. */
  device(bus: string, unitId: number): RegisterImage | undefined {
    const device = deviceAt(bus, unitId);
    if (device === undefined || faultOf(this.#school, device, "unplug") !== undefined) return undefined;
    return faceImage({
      face: () => this.#faces.show(device, this.#school.step),
      write: (table, address, values) => this.#write(device, table, address, values),
    });
  }

  /** In LOCAL, or frozen, the air handler confirms a write and does nothing; tripped it lets go again at once. */
  #write(device: DeviceName, table: Table, address: number, values: readonly number[]): Refusal | undefined {
    if (device !== "air-handler") return illegalAddress;
    const told = writeAirHandler(this.#school.handler, { table, address, values });
    if ("exception" in told) return told;
    const deaf = (["freeze", "local"] as const).some((kind) => faultOf(this.#school, device, kind) !== undefined);
    if (deaf) return undefined;
    this.#school = withOrders(this.#school, told);
    this.#faces.changed(device);
    return undefined;
  }

  #hear(device: DustName, id: number, command: SdsCommand): Uint8Array | undefined {
    if (faultOf(this.#school, device, "unplug") !== undefined) return undefined;
    const { dust, plant } = this.#school;
    const { state, says } = takeCommand(dust[device], command, plant.at, { id, data: () => this.#frame(device, id) });
    if (faultOf(this.#school, device, "freeze") === undefined) {
      this.#school = { ...this.#school, dust: { ...dust, [device]: state } };
      this.#faces.changed(device);
    }
    return says === undefined ? undefined : this.#onTheLine(device, says);
  }

  #speak(device: DustName, listeners: ReadonlyMap<Say, number>): void {
    const { dust, plant } = this.#school;
    if (listeners.size === 0 || faultOf(this.#school, device, "unplug") !== undefined) return;
    if (!speaks(dust[device], plant.at)) return;
    for (const [say, id] of listeners) say(this.#onTheLine(device, this.#frame(device, id)));
  }

  #frame(device: DustName, id: number): Uint8Array {
    const { points } = this.#faces.show(device, this.#school.step);
    return dataFrame({ pm25: points["pm25"] ?? 0, pm10: points["pm10"] ?? 0 }, id);
  }

  #onTheLine(device: DustName, bytes: Uint8Array): Uint8Array {
    const { step, plan } = this.#school;
    const isDamaged = faultOf(this.#school, device, "garbage") !== undefined;
    return isDamaged ? damaged(bytes, plan.air.seed, step) : bytes;
  }

  #air(): { readonly co2: number; readonly pm25Inside: number; readonly pm25Outside: number } {
    const { rooms, street } = this.#school.plant;
    return { co2: rooms[0]?.co2 ?? 0, pm25Inside: rooms[0]?.pm25 ?? 0, pm25Outside: street.pm25 };
  }

  #tell(entry: Readonly<Record<string, unknown>>): void {
    this.#truth(`${JSON.stringify({ at: this.#school.plant.at, ...entry })}\n`);
  }
}
