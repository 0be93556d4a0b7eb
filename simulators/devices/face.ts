import type { Table } from "../../core/modbus/pdu.ts";

/** What a device shows at one moment: the cells it answers reads from, and the same as named points for the truth file. */
export interface Face {
  readonly points: Readonly<Record<string, number>>;
  /** Cells by table and zero-based address; an absent one is an illegal address. */
  readonly cells: Readonly<Partial<Record<Table, ReadonlyMap<number, number>>>>;
}

/** A float32 as two registers, high word first (ABCD). */
export function float32Cells(address: number, value: number): readonly (readonly [number, number])[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return [
    [address, view.getUint16(0)],
    [address + 1, view.getUint16(2)],
  ];
}

/** A uint32 as two registers, high word first (ABCD). */
export function uint32Cells(address: number, value: number): readonly (readonly [number, number])[] {
  return [
    [address, Math.floor(value / 65_536) % 65_536],
    [address + 1, value % 65_536],
  ];
}
