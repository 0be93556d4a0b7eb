import {
  type AirHandlerInputs,
  type AirHandlerState,
  fanTarget,
  guarded,
  leftRunning,
} from "../devices/air-handler.ts";
import { type FaultBook, faultIn, type HeldFault, healed, soundBook, withFault } from "../devices/fault-book.ts";
import type { Fault } from "../devices/faults.ts";
import { type SdsState, startSds } from "../devices/sds011.ts";
import {
  type AirInput,
  type AirshedPlan,
  type AirshedState,
  startAirshed,
  stepAirshed,
} from "../plants/airshed/plant.ts";
import { type DeviceName, type DustName, deviceNames } from "./airshed-wiring.ts";

/** The school with everything electrical in it. */
export interface School {
  readonly plan: AirshedPlan;
  readonly plant: AirshedState;
  /** Steps since the start: the index of every noise draw. */
  readonly step: number;
  readonly handler: AirHandlerState;
  readonly dust: Readonly<Record<DustName, SdsState>>;
  readonly faults: FaultBook<DeviceName, AirshedState>;
}

/** Length of one step in world time: what a dust sensor needs from one frame to the next. */
export const stepMs = 1_000;

/** The school as it is switched on. */
export function startSchool(plan: AirshedPlan): School {
  return {
    plan,
    plant: startAirshed(plan, fanTarget(leftRunning)),
    step: 0,
    handler: leftRunning,
    dust: { "dust-b": startSds(plan.start), "dust-in": startSds(plan.start) },
    faults: soundBook(deviceNames),
  };
}

/** The fault of this kind a device has now, if any. */
export function faultOf(school: School, device: DeviceName, kind: Fault["kind"]): HeldFault<AirshedState> | undefined {
  return faultIn(school.faults, device, kind);
}

/** What acts on the air handler beside its orders. */
export function handlerInputs(school: School): AirHandlerInputs {
  return {
    tripped: faultOf(school, "air-handler", "stop") !== undefined,
    fire: faultOf(school, "alarm-panel", "fire") !== undefined,
    local: faultOf(school, "air-handler", "local") !== undefined,
  };
}

/** The school whose air handler was told this; tripped, or with a fire, it lets go again at once. */
export function withOrders(school: School, orders: AirHandlerState): School {
  const handler = guarded(orders, handlerInputs(school));
  return handler === school.handler ? school : { ...school, handler };
}

/** Brings a fault into the school; a trip or a fire stops the air at once. */
export function breakDown(school: School, device: DeviceName, fault: Fault): School {
  const faults = withFault(school.faults, device, { ...fault, since: school.plant });
  return withOrders({ ...school, faults }, school.handler);
}

/** Ends all faults of a device. */
export function mend(school: School, device: DeviceName): School {
  return { ...school, faults: { ...school.faults, [device]: [] } };
}

function airInput(school: School): AirInput {
  const stuck = faultOf(school, "air-handler", "stuck");
  const recirculate = school.handler.recirculate;
  return { target: stuck === undefined ? fanTarget(school.handler) : stuck.since.fan, recirculate };
}

/** One step of the whole school: faults that heal, the air handler, the air. */
export function stepSchool(before: School): School {
  const faults = healed(before.faults, before.plant.at);
  const school = withOrders({ ...before, faults }, before.handler);
  const plant = stepAirshed(school.plan, school.plant, airInput(school), stepMs / 1_000);
  return { ...school, plant, step: school.step + 1 };
}
