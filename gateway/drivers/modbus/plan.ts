import { limits, type Table } from "../../../core/modbus/pdu.ts";
import { type RegisterMap, type RegisterPoint, type RegisterSpan, spanOf } from "./map.ts";

/** One request of a poll and the points it answers. */
export interface ReadBlock extends RegisterSpan {
  readonly points: readonly (readonly [name: string, point: RegisterPoint])[];
}

type Named = readonly [name: string, point: RegisterPoint];

const longest = (register: Table): number =>
  register === "coil" || register === "discreteInput" ? limits.readBits : limits.readRegisters;

const tables: readonly Table[] = ["coil", "discreteInput", "holdingRegister", "inputRegister"];
const tableOrder = (register: Table): number => tables.indexOf(register);

/**
 * Cuts the reading of some points into the fewest requests that touch only cells which the map names: neighbours are read
 * together, a value is never cut in two, and nothing between two points is read unless a block of the map allows it.
 */
export function planReads(map: RegisterMap, names: readonly string[]): readonly ReadBlock[] {
  const wanted = names.flatMap((name): Named[] => {
    const point = map.points[name];
    return point === undefined ? [] : [[name, point]];
  });
  const sorted = wanted.sort(
    ([, a], [, b]) => tableOrder(a.register) - tableOrder(b.register) || a.address - b.address,
  );
  const blocks: ReadBlock[] = [];
  for (const entry of sorted) {
    const last = blocks.at(-1);
    const joined = last === undefined ? undefined : join(map, last, entry);
    if (joined === undefined) blocks.push({ ...spanOf(entry[1]), points: [entry] });
    else blocks[blocks.length - 1] = joined;
  }
  return blocks;
}

function join(map: RegisterMap, block: ReadBlock, entry: Named): ReadBlock | undefined {
  const span = spanOf(entry[1]);
  if (block.register !== span.register) return undefined;
  const end = Math.max(block.address + block.count, span.address + span.count);
  const whole = { register: block.register, address: block.address, count: end - block.address };
  const touching = span.address <= block.address + block.count;
  if (!touching && !(map.blocks ?? []).some((allowed) => covers(allowed, whole))) return undefined;
  return whole.count > longest(block.register) ? undefined : { ...whole, points: [...block.points, entry] };
}

function covers(allowed: RegisterSpan, span: RegisterSpan): boolean {
  return (
    allowed.register === span.register &&
    allowed.address <= span.address &&
    span.address + span.count <= allowed.address + allowed.count
  );
}
