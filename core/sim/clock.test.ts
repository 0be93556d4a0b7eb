import { clockContract } from "../../test/support/clock-contract.ts";
import { settled } from "../io/turn.ts";
import { SimScheduler } from "./scheduler.ts";

clockContract("simulated", () => {
  const scheduler = new SimScheduler(1_700_000_000_000, settled);
  return { clocks: scheduler.clocks(), pass: (ms) => scheduler.advance(ms) };
});
