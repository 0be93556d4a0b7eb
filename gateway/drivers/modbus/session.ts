import { type Answer, encodeRequest, exceptionMeaning, exceptions, type Request } from "../../../core/modbus/pdu.ts";
import { encodeRtu, findRtuAnswer } from "../../../core/modbus/rtu.ts";
import { encodeTcp, findTcpAnswer } from "../../../core/modbus/tcp.ts";
import { sleep } from "../../../core/ports/clock.ts";
import { err, ok, type Result } from "../../../core/result.ts";
import type { DeviceError, DriverContext, DriverSession, Exchange, Sample, Verdict } from "../driver.ts";
import { cellsOf, type ModbusConfig } from "./config.ts";
import { decodeBlock, encodePoint } from "./decode.ts";
import type { Command, CommandStep, RegisterMap, WordTest } from "./map.ts";
import { planReads, type ReadBlock } from "./plan.ts";

type Context = Pick<DriverContext, "line" | "clocks">;
type Outcome<T> = Result<T, DeviceError>;

/** How long a command that waits for a state lets the device alone between two looks. */
const lookEvery = 100;

/** What a Modbus gateway answers for a device it did not reach. */
const gatewayExceptions: ReadonlySet<number> = new Set([
  exceptions.gatewayPathUnavailable,
  exceptions.gatewayTargetSilent,
]);

/** One Modbus device on a shared line: its polls, and its writes confirmed by the device's own answer. */
export class ModbusSession implements DriverSession {
  readonly #unitId: number;
  readonly #map: RegisterMap;
  readonly #framing: "rtu" | "tcp";
  readonly #context: Context;
  readonly #plans = new Map<string, readonly ReadBlock[]>();
  #transaction = 0;
  #command = 0;

  constructor(config: ModbusConfig, context: Context) {
    this.#unitId = config.unitId;
    this.#map = cellsOf(config);
    this.#framing = config.framing ?? (context.line.kind === "tcp" ? "tcp" : "rtu");
    this.#context = context;
  }

  /** A block that the device refuses is bad by itself; a line or device that does not answer fails the whole read. */
  async read(points: readonly string[]): Promise<Outcome<readonly Sample[]>> {
    const samples: Sample[] = [];
    let refused: Answer | undefined;
    let answered = 0;
    for (const block of this.#plan(points)) {
      const result = await this.#ask(readRequest(block), "read");
      if (!result.ok) return result;
      if (result.value.kind === "exception") refused = result.value;
      else answered += 1;
      samples.push(...decodeBlock(block, result.value, this.#context.clocks.world.now()));
    }
    return refused?.kind === "exception" && answered === 0 ? err(exception(refused.code)) : ok(samples);
  }

  async write(name: string, value: number): Promise<Outcome<void>> {
    const point = this.#map.points[name];
    if (point?.write !== true) return err({ kind: "unexpected", detail: `${name} cannot be written` });
    const command = this.#map.commands?.[name];
    if (command !== undefined) return this.#perform(value === 0 ? command.off : command.on);
    const cells = encodePoint(point, value);
    const [first = 0] = cells ?? [];
    if (cells === undefined) return err({ kind: "unexpected", detail: `${name} cannot hold ${value}` });
    const { address } = point;
    if (point.register === "coil") return this.#put({ kind: "writeCoil", address, on: first !== 0 });
    if (cells.length === 1) return this.#put({ kind: "writeRegister", address, value: first });
    return this.#put({ kind: "writeRegisters", address, values: cells });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#command += 1;
  }

  /** Runs a command's steps; a newer command of this device ends it, so that a stop is never followed by an older start. */
  async #perform(command: Command): Promise<Outcome<void>> {
    this.#command += 1;
    const mine = this.#command;
    let steps = command.steps;
    if (command.when !== undefined) {
      const already = await this.#holds(command.when.test);
      if (!already.ok) return already;
      if (already.value) steps = command.when.steps;
    }
    for (const step of steps) {
      if (mine !== this.#command) return err({ kind: "superseded" });
      const done = step.kind === "write" ? await this.#putWord(step) : await this.#await(step, mine);
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  async #await(step: Extract<CommandStep, { kind: "await" }>, mine: number): Promise<Outcome<void>> {
    const { io } = this.#context.clocks;
    const deadline = io.now() + step.within;
    while (mine === this.#command) {
      const holds = await this.#holds(step.test);
      if (!holds.ok) return holds;
      if (holds.value) return ok(undefined);
      if (io.now() >= deadline) {
        return err({ kind: "unexpected", detail: `not ${step.meaning} within ${step.within} ms` });
      }
      await sleep(io, lookEvery);
    }
    return err({ kind: "superseded" });
  }

  async #holds(test: WordTest): Promise<Outcome<boolean>> {
    const request: Request = { kind: "readRegisters", table: "holdingRegister", address: test.address, count: 1 };
    const result = await this.#ask(request, "write");
    if (!result.ok) return result;
    if (result.value.kind === "exception") return err(exception(result.value.code));
    const word = result.value.kind === "registers" ? (result.value.registers[0] ?? 0) : 0;
    return ok((word & test.mask) === test.equals);
  }

  #putWord(step: Extract<CommandStep, { kind: "write" }>): Promise<Outcome<void>> {
    return this.#put({ kind: "writeRegister", address: step.address, value: step.value });
  }

  async #put(request: Request): Promise<Outcome<void>> {
    const result = await this.#ask(request, "write");
    if (!result.ok) return result;
    return result.value.kind === "exception" ? err(exception(result.value.code)) : ok(undefined);
  }

  /** A Modbus gateway that could not reach the device says so by an exception: that is the device's silence, not its word. */
  async #ask(request: Request, priority: "read" | "write"): Promise<Outcome<Answer>> {
    const pdu = encodeRequest(request);
    const result = await this.#context.line.exchange(
      this.#framing === "rtu" ? this.#overRtu(request, pdu, priority) : this.#overTcp(request, pdu, priority),
    );
    const unreached = result.ok && result.value.kind === "exception" && gatewayExceptions.has(result.value.code);
    return unreached ? err({ kind: "timeout" }) : result;
  }

  #overRtu(request: Request, pdu: Uint8Array, priority: "read" | "write"): Exchange<Answer> {
    const receive = (bytes: Uint8Array): Verdict<Answer> => {
      const found = findRtuAnswer(this.#unitId, request, bytes);
      return found.kind === "answer" ? { kind: "answer", value: found.answer } : found;
    };
    return { request: encodeRtu(this.#unitId, pdu), receive, priority };
  }

  #overTcp(request: Request, pdu: Uint8Array, priority: "read" | "write"): Exchange<Answer> {
    this.#transaction = (this.#transaction + 1) & 0xffff;
    const sent = { transaction: this.#transaction, unitId: this.#unitId };
    const receive = (bytes: Uint8Array): Verdict<Answer> => {
      const answer = findTcpAnswer(sent, request, bytes);
      return answer === undefined ? { kind: "incomplete" } : { kind: "answer", value: answer };
    };
    return { request: encodeTcp({ ...sent, pdu }), receive, priority, tagged: true };
  }

  #plan(points: readonly string[]): readonly ReadBlock[] {
    const key = points.join(" ");
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = planReads(this.#map, points);
    this.#plans.set(key, plan);
    return plan;
  }
}

function readRequest(block: ReadBlock): Request {
  const { register, address, count } = block;
  if (register === "coil" || register === "discreteInput") return { kind: "readBits", table: register, address, count };
  return { kind: "readRegisters", table: register, address, count };
}

function exception(code: number): DeviceError {
  return { kind: "exception", code, meaning: exceptionMeaning(code) };
}
