import { crc32, deflateSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { withPalette } from "./palette.ts";

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
};

/** A picture of two by two from rows that are filtered already. */
function png(rows: readonly (readonly number[])[], depth = 8): Buffer {
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, rows.length, depth, 2, 0, 0, 0]);
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([Buffer.alloc(8), chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function part(picture: Buffer, type: string): Buffer {
  const at = picture.indexOf(type, 0, "latin1");
  return picture.subarray(at + 4, at + 4 + picture.readUInt32BE(at - 4));
}

/** The colours of a picture with a palette, point by point. */
function coloursOf(picture: Buffer): readonly (readonly number[])[] {
  const palette = part(picture, "PLTE");
  const rows = inflateSync(part(picture, "IDAT"));
  return [...rows].flatMap((index, at) => (at % 3 === 0 ? [] : [[...palette.subarray(index * 3, index * 3 + 3)]]));
}

const [red, blue] = [
  [200, 10, 20],
  [20, 30, 220],
];
const whole = [red, blue, red, blue];

describe("a picture in few colours", () => {
  it.each([
    ["none", [0, ...red, ...blue]],
    ["sub", [1, ...red, (20 - 200) & 255, 20, 200]],
    ["up", [2, 0, 0, 0, 0, 0, 0]],
    ["average", [3, 100, 5, 10, (20 - 110) & 255, 10, 100]],
    ["Paeth", [4, 0, 0, 0, 0, 0, 0]],
  ])("keeps the colours of a row filtered by %s", (_, row) => {
    expect(coloursOf(withPalette(png([[0, ...red, ...blue], row])))).toEqual(whole);
  });

  it("takes the commoner of two that hardly differ", () => {
    const near = [201, 11, 21];
    const small = withPalette(
      png([
        [0, ...red, ...red],
        [0, ...red, ...near],
      ]),
    );
    expect(coloursOf(small)).toEqual([red, red, red, red]);
  });

  it("is made of nothing but eight bits of red, green and blue", () => {
    expect(() => withPalette(png([[0, 0, 0, 0, 0, 0, 0]], 16))).toThrow("eight bits");
  });
});
