import type { Table } from "../../../core/modbus/pdu.ts";
import { registersOf, type ValueType, type WordOrder } from "../../../core/modbus/values.ts";
import type { Reason } from "../../../core/quality.ts";
import type { DurationMs } from "../../../core/time.ts";
import type { MetricDef } from "../driver.ts";

/** One value of a device and where it lies. Addresses are zero-based, as on the wire. */
export interface RegisterPoint {
  readonly register: Table;
  readonly address: number;
  /** `bool`: a coil, an input, or a register that is not 0. `bit`: one bit of a register, 0 the lowest. */
  readonly type: ValueType | "bool" | "bit";
  readonly bit?: number | undefined;
  readonly wordOrder?: WordOrder | undefined;
  /** Value = raw x scale. */
  readonly scale?: number | undefined;
  /** UCUM. Absent: `bool` for contacts, `1` for numbers. */
  readonly unit?: string | undefined;
  readonly invert?: boolean | undefined;
  readonly write?: boolean | undefined;
  readonly wrapsAt?: number | undefined;
  /** In `unit`; a value to be written must lie inside. */
  readonly span?: { readonly lo: number; readonly hi: number } | undefined;
  /** Where the device itself says that this value is none; in the same block of the map, so that both are of one moment. */
  readonly doubts?: readonly Doubt[] | undefined;
}

/** A register of the point's own table in which any bit of the mask makes the point bad. */
export interface Doubt {
  readonly address: number;
  readonly mask: number;
  readonly reason: Reason;
}

/** A condition on one holding register: the masked word equals. */
export interface WordTest {
  readonly address: number;
  readonly mask: number;
  readonly equals: number;
}

/** One step of a command: a word to write, or a state of the device to wait for. */
export type CommandStep =
  | { readonly kind: "write"; readonly address: number; readonly value: number }
  | { readonly kind: "await"; readonly test: WordTest; readonly within: DurationMs; readonly meaning: string };

/** What it takes to bring a point to a value where one write is not enough. */
export interface Command {
  readonly steps: readonly CommandStep[];
  /** Where the device is in this state already, these steps replace the others. */
  readonly when?: { readonly test: WordTest; readonly steps: readonly CommandStep[] };
}

/** A setting made in the device at commissioning: where it is read back, and the numbers its values have there. */
export interface Setting {
  readonly point: RegisterPoint;
  /** Absent for a length of time: then the point is in seconds. */
  readonly words?: Readonly<Record<string, number>>;
}

/** A device as a table: everything the driver knows of one make. */
export interface RegisterMap {
  /** Document, version and clause. */
  readonly source: string;
  readonly points: Readonly<Record<string, RegisterPoint>>;
  /** Spans known to be readable as a whole, so that what lies in one takes one request. */
  readonly blocks?: readonly RegisterSpan[];
  /** Points written by a sequence: what to do for 0 (`off`) and for any other value (`on`). */
  readonly commands?: Readonly<Record<string, { readonly on: Command; readonly off: Command }>>;
  /** By the name a site file uses under `expects`. */
  readonly settings?: Readonly<Record<string, Setting>>;
}

/** Neighbouring cells of one table. */
export interface RegisterSpan {
  readonly register: Table;
  readonly address: number;
  readonly count: number;
}

/** The cells a point takes. */
export function spanOf(point: RegisterPoint): RegisterSpan {
  const count = point.type === "bool" || point.type === "bit" ? 1 : registersOf(point.type);
  return { register: point.register, address: point.address, count };
}

/** True for points that are 0 or 1. */
export function isContact(point: RegisterPoint): boolean {
  return point.type === "bool" || point.type === "bit";
}

/** What a map tells the rest of the gateway about its points. */
export function metricsOf(map: RegisterMap): readonly MetricDef[] {
  return Object.entries(map.points).map(([name, point]) => ({
    name,
    unit: point.unit ?? (isContact(point) ? "bool" : "1"),
    type: isContact(point) ? "boolean" : "number",
    writable: point.write === true,
    source: map.source,
    ...(point.span === undefined ? {} : { span: point.span }),
    ...(point.wrapsAt === undefined ? {} : { wrapsAt: point.wrapsAt }),
  }));
}
