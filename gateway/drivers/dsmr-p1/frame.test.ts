import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dsmrConfig } from "./config.ts";
import { P1Reader } from "./decode.ts";
import { dsmr50, dsmr50Crc, encoded, telegramBytes } from "./fixtures/telegrams.ts";
import { findTelegrams, longestTelegram } from "./frame.ts";
import { readTelegram } from "./telegram.ts";

const said = Date.UTC(2026, 0, 15, 11);
const good = telegramBytes(dsmr50, dsmr50Crc);
const reader = () => new P1Reader(dsmrConfig.parse({}));

/** Values of the forms a telegram has, without parentheses. */
const value = fc.stringMatching(/^[0-9A-Za-z.*:-]{0,12}$/);
const object = fc.tuple(
  fc
    .tuple(fc.nat(1), fc.nat(4), fc.nat(99), fc.nat(99), fc.nat(99))
    .map(([a, b, c, d, e]) => `${a}-${b}:${c}.${d}.${e}`),
  fc.array(value, { minLength: 1, maxLength: 4 }),
);
const lines = fc
  .array(object, { maxLength: 20 })
  .map((objects) => ["/ABC5SYNTHETIC", "", ...objects.map(([code, values]) => `${code}(${values.join(")(")})`)]);

describe("the stream", () => {
  const cut = (bytes: Uint8Array, sizes: readonly number[]) => {
    const pieces = [];
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    return pieces;
  };
  const hearAll = (pieces: readonly Uint8Array[]) => {
    const p1 = reader();
    const heard = pieces.map((piece) => p1.receive(piece, said));
    const count = heard.flatMap(({ discarded }) => discarded).reduce((sum, { bytes }) => sum + bytes, 0);
    return { batches: heard.flatMap(({ batches }) => batches), count, pending: p1.pending };
  };
  const noise = fc.uint8Array({ maxLength: 300 });
  const traps = fc
    .array(fc.constantFrom("/", "!", "\r\n", "/ABC", "\n!", "0-0", "x"))
    .map((parts) => Uint8Array.from(Buffer.from(parts.join(""))));

  it("gives the same samples however it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(noise, traps, fc.constant(good))),
        fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1 }),
        (parts, sizes) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
          expect(hearAll(cut(bytes, sizes))).toEqual(hearAll([bytes]));
        },
      ),
    );
  });

  it("loses no good telegram to the noise before it", () => {
    fc.assert(
      fc.property(fc.oneof(noise, traps), (before) => {
        const heard = hearAll([before, good]);
        expect(heard.batches).toHaveLength(1);
        expect(heard).toMatchObject({ count: before.length, pending: 0 });
      }),
      { numRuns: 500 },
    );
  });

  it("never throws and never keeps more than one telegram", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 3000 }), traps), { maxLength: 20 }), (parts) => {
        const p1 = reader();
        for (const part of parts) {
          p1.receive(part, said);
          expect(p1.pending).toBeLessThan(longestTelegram + 16);
        }
      }),
    );
    const p1 = reader();
    for (let round = 0; round < 100; round++) p1.receive(Uint8Array.from(Buffer.from(`/ABC${"x".repeat(996)}`)), said);
    expect(p1.pending).toBeLessThan(longestTelegram + 16);
    expect(p1.receive(good, said).batches).toHaveLength(1);
  });

  it("gives back what was written", () => {
    fc.assert(
      fc.property(lines, (written) => {
        const { found, rest } = findTelegrams(encoded(written));
        expect(rest).toHaveLength(0);
        expect(found).toMatchObject([{ kind: "telegram", checked: true }]);
        const { header, objects, strange } = readTelegram(found[0]?.kind === "telegram" ? found[0].text : "");
        const again = objects.map(({ code, values }) => `${code}(${values.join(")(")})`);
        expect([`/${header}`, "", ...again]).toEqual(written);
        expect(strange).toBe(0);
      }),
    );
  });
});
