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

/** Sends one site's messages as fast as its connection takes them and the window allows. */
class Sender {
  readonly load: SiteLoad;
  readonly #socket: Socket;
  #waiting = false;

  constructor(load: SiteLoad, socket: Socket) {
    this.load = load;
    this.#socket = socket;
  }

  /** One turn of the event loop sends one chunk of one site, so that the sites take turns. */
  send(): void {
    if (this.#waiting || !sending || sent() - arrived > window) return;
    this.#waiting = true;
    const chunk = Buffer.allocUnsafe(chunkLength + longestPacket);
    let length = 0;
    while (length < chunkLength) length = this.load.write(chunk, length);
    const isTaken = this.#socket.write(chunk.subarray(0, length));
    const goOn = (): void => {
      this.#waiting = false;
      this.send();
    };
    if (isTaken) setImmediate(goOn);
    else this.#socket.once("drain", goOn);
  }
}

let senders: readonly Sender[] = [];
let sending = false;
/** Readings that have arrived, of all sites. */
let arrived = 0;

process.on("message", (order: LoadOrder) => {
  switch (order.kind) {
    case "connect":
      void begin(order.port, order.perMessage);
      return;
    case "send":
      sending = true;
      break;
    case "arrived":
      arrived = order.readings;
      break;
    case "rest":
      sending = false;
      tell({ kind: "sent", readings: sent() });
      return;
  }
  for (const sender of senders) sender.send();
});
process.once("disconnect", () => process.exit(0));

function sent(): number {
  return senders.reduce((sum, { load }) => sum + load.made, 0);
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
