import { createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { emptyImage, type RegisterImage, tcpServer } from "../../../core/modbus/server.ts";
import type { DevicesAnswer, DevicesOrder } from "../orders.ts";

/** ms between two changes: at the least, and what chance adds. Changes do not wait for the answer to fall into step with it. */
const between = 5;
const chance = 5;

/** An answer that has not come by then never will, ms. */
const longestAnswer = 2_000;

/** A Modbus frame has about this length. */
const echoBytes = new Uint8Array(12);

let contact = false;
/** The contact changed, and no answer has told it yet. */
let isNews = false;
/** When the last byte of the news left; undefined while none is under way. */
let toldAt: number | undefined;
let asker: Socket | undefined;
const latencies: number[] = [];

function answered(): void {
  if (toldAt === undefined) return;
  latencies.push(performance.now() - toldAt);
  toldAt = undefined;
}

const input: RegisterImage = {
  ...emptyImage,
  readDiscreteInputs: (_address, count) => new Array<boolean>(count).fill(contact),
};
const output: RegisterImage = {
  ...emptyImage,
  readCoils: (_address, count) => new Array<boolean>(count).fill(false),
  writeCoil: () => undefined,
};

/** A Modbus device on a port of its own. */
function serve(
  image: RegisterImage,
  told: { readonly bytes?: () => void; readonly answer?: () => void },
): Promise<number> {
  return listen((socket) => {
    const server = tcpServer(() => image);
    socket.on("data", (bytes) => {
      told.bytes?.();
      const answer = server.push(bytes);
      if (answer.length === 0) return;
      socket.write(answer);
      told.answer?.();
    });
  });
}

function listen(onConnection: (socket: Socket) => void): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on("error", () => undefined);
      onConnection(socket);
    });
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

function news(): void {
  if (!isNews) return;
  isNews = false;
  toldAt = performance.now();
}

/** The relay is written only for news: what comes while none is under way is a poll of its own. */
async function measure({ kind, changes }: DevicesOrder): Promise<void> {
  latencies.length = 0;
  while (latencies.length < changes) {
    if (kind === "reflex") {
      contact = !contact;
      isNews = true;
    } else {
      toldAt = performance.now();
      asker?.write(echoBytes);
    }
    const expected = latencies.length + 1;
    await pause(between + Math.random() * chance);
    for (let waited = 0; latencies.length < expected; waited += 1) {
      if (waited > longestAnswer) throw new Error("no answer to a change");
      await pause(1);
    }
  }
  tell({ kind: "latencies", values: latencies });
}

function tell(answer: DevicesAnswer): void {
  process.send?.(answer);
}

process.once("disconnect", () => process.exit(0));
process.on("message", (order: DevicesOrder) => {
  measure(order).catch((error: unknown) => tell({ kind: "failed", reason: String(error) }));
});
tell({
  kind: "listening",
  input: await serve(input, { answer: news }),
  output: await serve(output, { bytes: answered }),
  echo: await listen((socket) => {
    asker = socket;
    socket.on("data", answered);
  }),
});
