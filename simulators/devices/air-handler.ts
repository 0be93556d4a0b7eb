import type { Table } from "../../core/modbus/pdu.ts";
import type { Refusal } from "../../core/modbus/server.ts";
import type { Face } from "./face.ts";
import { illegalAddress } from "./face-image.ts";

/** What an air handler remembers of what it was told. */
export interface AirHandlerState {
  readonly run: boolean;
  readonly recirculate: boolean;
  /** Share of full speed. */
  readonly setpoint: number;
}

/** What acts on an air handler beside its orders. */
export interface AirHandlerInputs {
  readonly tripped: boolean;
  /** Wired from the fire panel: while it is there nothing turns. */
  readonly fire: boolean;
  /** Its switch stands in LOCAL: orders over the line are confirmed and change nothing. */
  readonly local: boolean;
}

/** As the caretaker left it: running at its lowest speed. */
export const leftRunning: AirHandlerState = { run: true, recirculate: false, setpoint: 0.2 };

/** Its lowest speed, share of full speed. */
const lowest = 0.2;

/** A trip or a fire lets go of what runs; afterwards it waits for a new order. */
export function guarded(state: AirHandlerState, { tripped, fire }: AirHandlerInputs): AirHandlerState {
  if (!(tripped || fire) || !(state.run || state.recirculate)) return state;
  return { ...state, run: false, recirculate: false };
}

/** Share of full speed the fan is driven to. */
export function fanTarget({ run, setpoint }: AirHandlerState): number {
  return run ? Math.max(lowest, setpoint) : 0;
}

/** Takes a write: coil 0 run, coil 1 recirculate, holding register 0 the speed in 0.1 %. */
export function writeAirHandler(
  state: AirHandlerState,
  { table, address, values }: { readonly table: Table; readonly address: number; readonly values: readonly number[] },
): AirHandlerState | Refusal {
  const [value = 0, ...more] = values;
  if (more.length > 0) return illegalAddress;
  if (table === "coil" && address === 0) return { ...state, run: value !== 0 };
  if (table === "coil" && address === 1) return { ...state, recirculate: value !== 0 };
  if (table !== "holdingRegister" || address !== 0) return illegalAddress;
  return { ...state, setpoint: Math.min(1, value / 1_000) };
}

const bit = (on: boolean): number => (on ? 1 : 0);

/**
 * The face of an air handler. Discrete inputs: 0 running, 1 ready, 2 fault, 3 remote; input register 0: the fan's speed in
 * 0.1 %; coils and holding register as they are written. `fan` is a share of full speed.
 */
export function airHandlerFace(state: AirHandlerState, inputs: AirHandlerInputs, fan: number): Face {
  const running = bit(state.run);
  const ready = bit(!inputs.tripped && !inputs.fire);
  const fault = bit(inputs.tripped);
  const remote = bit(!inputs.local);
  const setpoint = Math.round(state.setpoint * 1_000);
  const actual = Math.round(Math.min(1.5, Math.max(0, fan)) * 1_000);
  const recirculate = bit(state.recirculate);
  return {
    points: { run: running, recirculate, setpoint, running, ready, fault, remote, actual },
    cells: {
      coil: new Map([
        [0, running],
        [1, recirculate],
      ]),
      holdingRegister: new Map([[0, setpoint]]),
      discreteInput: new Map([running, ready, fault, remote].map((value, address) => [address, value])),
      inputRegister: new Map([[0, actual]]),
    },
  };
}
