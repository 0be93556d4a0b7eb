import { crc32, deflateSync, inflateSync } from "node:zlib";

/** A picture as rows of red, green and blue. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;

/** The same picture in at most 256 colours, at about a third of its size. Source: PNG (Third Edition), 5, 9 and 11.2. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, rgb } = pixelsOf(png);
  const colours = coloursOf(rgb);
  const rows = Buffer.alloc((width + 1) * height);
  const known = new Map<number, number>();
  for (let at = 0; at < width * height; at += 1) {
    const colour = rgb.readUIntBE(at * 3, 3);
    const index = known.get(colour) ?? nearest(colours, colour);
    known.set(colour, index);
    rows[at + Math.floor(at / width) + 1] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const palette = Buffer.alloc(colours.length * 3);
  for (const [index, colour] of colours.entries()) palette.writeUIntBE(colour, index * 3, 3);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const chunks = [chunk("IHDR", header), chunk("PLTE", palette), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

/** Reads what a browser writes: eight bits of red, green and blue, not interlaced. */
function pixelsOf(png: Buffer): Pixels {
  const data: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png.readUInt32BE(24) !== 0x08_02_00_00) throw new Error("not eight bits of red, green and blue");
  return { width, height, rgb: unfiltered(inflateSync(Buffer.concat(data)), width * 3, height) };
}

function unfiltered(rows: Buffer, row: number, height: number): Buffer {
  const out = Buffer.alloc(row * height);
  for (let at = 0; at < out.length; at += 1) {
    const [y, x] = [Math.floor(at / row), at % row];
    const left = x < 3 ? 0 : (out[at - 3] ?? 0);
    const above = y === 0 ? 0 : (out[at - row] ?? 0);
    const corner = x < 3 || y === 0 ? 0 : (out[at - row - 3] ?? 0);
    const start = y * (row + 1);
    const added = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][rows[start] ?? 0] ?? 0;
    out[at] = (rows[start + 1 + x] ?? 0) + added;
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** The commonest colours, of each small box of them one. */
function coloursOf(rgb: Buffer): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = rgb.readUIntBE(at, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const boxes = new Map<number, { colour: number; most: number; count: number }>();
  for (const [colour, count] of counts) {
    const box = boxes.get(colour & 0xf0_f0_f0) ?? { colour, most: 0, count: 0 };
    box.count += count;
    if (count > box.most) Object.assign(box, { colour, most: count });
    boxes.set(colour & 0xf0_f0_f0, box);
  }
  const commonest = [...boxes.values()].sort((a, b) => b.count - a.count);
  return commonest.slice(0, mostColours).map(({ colour }) => colour);
}

function nearest(colours: readonly number[], wanted: number): number {
  const far = (colour: number): number =>
    [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((wanted >> shift) & 255)) ** 2, 0);
  let best = 0;
  for (const [index, colour] of colours.entries()) if (far(colour) < far(colours[best] ?? 0)) best = index;
  return best;
}
