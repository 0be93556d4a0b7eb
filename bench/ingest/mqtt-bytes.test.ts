import fc from "fast-check";
import { expect, it } from "vitest";
import { connectPacket, PublishCounter, publishPacket, subscribePacket } from "./mqtt-bytes.ts";

it("counts every PUBLISH and nothing else, however the bytes are cut", () => {
  const payloads = fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 5 });
  fc.assert(
    fc.property(payloads, fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (lengths, cuts) => {
      const packets = lengths.flatMap((length) => [
        publishPacket("a/b", new Uint8Array(length).fill(0x30)),
        subscribePacket(["a/+", "b"]),
      ]);
      const bytes = Buffer.concat([connectPacket("c", "u", "p"), ...packets]);
      const counter = new PublishCounter();
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = cuts[turn % cuts.length]!;
        counter.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(counter.count).toBe(lengths.length);
    }),
  );
});

it("writes a PUBLISH as MQTT 3.1.1, 3.3 has it", () => {
  expect([...publishPacket("a/b", Uint8Array.of(1, 2))]).toEqual([0x30, 7, 0, 3, 0x61, 0x2f, 0x62, 1, 2]);
});
