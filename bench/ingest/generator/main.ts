import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { sha256 } from "../../../core/io/hash.ts";
import { longestPacket, passwordOf, SiteLoad, siteIds } from "../load.ts";
import { connectPacket } from "../mqtt-bytes.ts";
import { type LoadOrder, tell } from "../orders.ts";

/** Bytes handed to a connection at a time, at the least. */
const chunkLength = 32_768;

/**
 * Readings under way at the most: fewer than the queue of ingest holds, which drops what is beyond. Live data has no such
 * window; here it finds the rate at which nothing is lost.
 */
const window = 350_000;

/** Packets of one site, to be handed to its connection at once. */
interface Chunk {
  readonly bytes: Uint8Array;
  readonly readings: number;
}

/** Sends one site's messages as fast as its connection takes them and the window allows. */
class Sender {
  readonly load: SiteLoad;
  /** Readings handed to the connection. */
  sent = 0;
  readonly #socket: Socket;
  readonly #made: Chunk[] = [];
  #waiting = false;

  constructor(load: SiteLoad, socket: Socket) {
    this.load = load;
    this.#socket = socket;
  }

  /** Makes so many readings, or a few more, to be sent later. */
  make(readings: number): void {
    const goal = this.load.made + readings;
    while (this.load.made < goal) this.#made.push(this.#next());
  }

  /** One turn of the event loop sends one chunk of one site, so that the sites take turns. */
  send(): void {
    if (this.#waiting || sending === "none" || sent() - arrived > window) return;
    const chunk = this.#made.shift() ?? (sending === "all" ? this.#next() : undefined);
    if (chunk === undefined) return;
    this.#waiting = true;
    this.sent += chunk.readings;
    const isTaken = this.#socket.write(chunk.bytes);
    const goOn = (): void => {
      this.#waiting = false;
      this.send();
    };
    if (isTaken) setImmediate(goOn);
    else this.#socket.once("drain", goOn);
  }

  #next(): Chunk {
    const before = this.load.made;
    const chunk = Buffer.allocUnsafe(chunkLength + longestPacket);
    let length = 0;
    while (length < chunkLength) length = this.load.write(chunk, length);
    return { bytes: chunk.subarray(0, length), readings: this.load.made - before };
  }
}

let senders: readonly Sender[] = [];
/** Nothing, what was made beforehand, or that and more without an end. */
let sending: "none" | "made" | "all" = "none";
/** Readings that have arrived, of all sites. */
let arrived = 0;

process.on("message", (order: LoadOrder) => {
  switch (order.kind) {
    case "connect":
      void begin(order.port, order.perMessage);
      return;
    case "make":
      for (const sender of senders) sender.make(order.readings / senders.length);
      tell({ kind: "made", readings: senders.reduce((sum, { load }) => sum + load.made, 0) });
      return;
    case "send":
      sending = order.what;
      break;
    case "arrived":
      arrived = order.readings;
      break;
    case "rest":
      sending = "none";
      tell({ kind: "sent", readings: sent() });
      return;
  }
  for (const sender of senders) sender.send();
});
process.once("disconnect", () => process.exit(0));

function sent(): number {
  return senders.reduce((sum, sender) => sum + sender.sent, 0);
}

async function begin(port: number, perMessage: number): Promise<void> {
  const start = { now: Date.now(), sha256 };
  senders = await Promise.all(
    siteIds.map(async (site) => {
      const load = new SiteLoad(site, perMessage, start);
      const socket = connect(port, "127.0.0.1");
      socket.setNoDelay(true);
      socket.write(connectPacket(`${site}:load`, site, passwordOf(site)));
      await once(socket, "data");
      socket.write(load.definition());
      return new Sender(load, socket);
    }),
  );
  tell({ kind: "connected" });
}
