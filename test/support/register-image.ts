import type { Table } from "../../core/modbus/pdu.ts";
import { emptyImage, type RegisterImage } from "../../core/modbus/server.ts";

/** Cells of an emulated device by table and zero-based address; what is absent is an illegal address. */
export type Cells = Partial<Record<Table, Map<number, number>>>;

/** An emulated device that remembers every write in order. */
export interface CellImage extends RegisterImage {
  readonly cells: Cells;
  readonly written: (readonly [address: number, value: number])[];
  /** Called after each written register. */
  onWrite: (address: number, value: number) => void;
}

/** A device made of cells. */
export function cellImage(cells: Cells): CellImage {
  const read = (table: Table, address: number, count: number): number[] | { exception: number } => {
    const found = Array.from({ length: count }, (_, index) => cells[table]?.get(address + index));
    const held = found.filter((value) => value !== undefined);
    return held.length === count ? held : { exception: 2 };
  };
  const bits = (table: Table, address: number, count: number) => {
    const found = read(table, address, count);
    return Array.isArray(found) ? found.map((value) => value !== 0) : found;
  };
  const image: CellImage = {
    ...emptyImage,
    cells,
    written: [],
    onWrite: () => undefined,
    readCoils: (address, count) => bits("coil", address, count),
    readDiscreteInputs: (address, count) => bits("discreteInput", address, count),
    readHolding: (address, count) => read("holdingRegister", address, count),
    readInput: (address, count) => read("inputRegister", address, count),
    writeCoil(address, on) {
      if (cells.coil?.has(address) !== true) return { exception: 2 };
      cells.coil.set(address, on ? 1 : 0);
      image.written.push([address, on ? 1 : 0]);
      return undefined;
    },
    writeRegisters(address, values) {
      const holding = cells.holdingRegister;
      if (!values.every((_, index) => holding?.has(address + index))) return { exception: 2 };
      for (const [index, value] of values.entries()) {
        holding?.set(address + index, value);
        image.written.push([address + index, value]);
        image.onWrite(address + index, value);
      }
      return undefined;
    },
  };
  return image;
}

/** Registers from words, beginning at an address. */
export function registers(address: number, ...words: number[]): Map<number, number> {
  return new Map(words.map((word, index) => [address + index, word]));
}

/** A Keller probe: P1 in bar and TOB1 in degrees as float32 at 0x0100. */
export function kellerImage(bar: number, celsius: number): CellImage {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat32(0, bar);
  view.setFloat32(4, celsius);
  return cellImage({ holdingRegister: registers(0x0100, ...[0, 2, 4, 6].map((offset) => view.getUint16(offset))) });
}

/** A drive with the six words of the ABB profile and its last fault, that follows its control word at once. */
export function driveImage(): CellImage {
  const words = registers(0, 0, 0, 0, 0x0270, 0, 0);
  words.set(400, 0);
  const image = cellImage({ holdingRegister: words });
  image.onWrite = (address, value) => {
    if (address !== 0) return;
    const wasReady = ((words.get(3) ?? 0) & 0x0001) !== 0;
    if (value === 0x047e) words.set(3, 0x0231);
    if (value === 0x047f && wasReady) words.set(3, 0x0337);
    words.set(4, value === 0x047f && wasReady ? (words.get(1) ?? 0) : 0);
  };
  return image;
}
