import { describe, expect, it } from "vitest";
import { Connections } from "./connections.ts";

/** How many of these are let in. */
const letIn = (connections: Connections, addresses: readonly string[]): number =>
  addresses.filter((address) => connections.admit(address) !== undefined).length;
const times = (count: number, address: string): readonly string[] => Array<string>(count).fill(address);

describe("connections", () => {
  it("of one address are bounded, and keep no other address out", () => {
    const connections = new Connections(3, false);
    expect(letIn(connections, times(5, "10.0.0.1"))).toBe(3);
    expect(letIn(connections, times(5, "10.0.0.2"))).toBe(3);
  });

  it("are let in again when one is gone", () => {
    const connections = new Connections(1, false);
    const leave = connections.admit("10.0.0.1");
    expect(connections.admit("10.0.0.1")).toBeUndefined();
    leave?.();
    expect(letIn(connections, times(2, "10.0.0.1"))).toBe(1);
  });

  it("are counted as one source however the address is written, and by the half that a provider gives out", () => {
    const connections = new Connections(2, false);
    expect(letIn(connections, ["10.0.0.1", "::ffff:10.0.0.1", "::FFFF:10.0.0.1"])).toBe(2);
    expect(letIn(connections, ["2001:db8::1", "2001:db8:0:0:9::2", "2001:db8:0:0:1:2:3:4"])).toBe(2);
    expect(letIn(connections, ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1::3"])).toBe(2);
  });

  it("from loopback are bounded too, but behind a proxy there, from which everybody comes", () => {
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      expect(letIn(new Connections(2, false), times(4, address))).toBe(2);
      expect(letIn(new Connections(2, true), times(4, address))).toBe(4);
    }
    expect(letIn(new Connections(2, true), times(4, "10.0.0.1"))).toBe(2);
  });
});
