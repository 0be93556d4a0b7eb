import { exceptions, type Table } from "../../core/modbus/pdu.ts";
import type { Refusal, RegisterImage } from "../../core/modbus/server.ts";
import type { Face } from "./face.ts";

/** What a Modbus device refuses an address with at which it has nothing. */
export const illegalAddress: Refusal = { exception: exceptions.illegalAddress };

/** A device that shows a face: read at each request, written cell by cell. */
export interface FaceHost {
  face(): Face;
  /** Nothing returned means done. */
  write(table: Table, address: number, values: readonly number[]): Refusal | undefined;
}

/** The memory a Modbus client sees of a device that shows a face. */
export function faceImage(host: FaceHost): RegisterImage {
  const read = (table: Table, address: number, count: number): readonly number[] | Refusal => {
    const cells = host.face().cells[table];
    const values: number[] = [];
    for (let offset = 0; offset < count; offset += 1) {
      const value = cells?.get(address + offset);
      if (value === undefined) return illegalAddress;
      values.push(value);
    }
    return values;
  };
  const bits = (table: Table, address: number, count: number): readonly boolean[] | Refusal => {
    const cells = read(table, address, count);
    return "exception" in cells ? cells : cells.map((cell) => cell !== 0);
  };
  return {
    readCoils: (address, count) => bits("coil", address, count),
    readDiscreteInputs: (address, count) => bits("discreteInput", address, count),
    readHolding: (address, count) => read("holdingRegister", address, count),
    readInput: (address, count) => read("inputRegister", address, count),
    writeCoil: (address, on) => host.write("coil", address, [on ? 1 : 0]),
    writeRegisters: (address, values) => host.write("holdingRegister", address, values),
  };
}
