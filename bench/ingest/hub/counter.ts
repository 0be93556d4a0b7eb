import { once } from "node:events";
import { connect } from "node:net";
import { namespace } from "../../../core/sparkplug/topics.ts";
import { passwordOf, region } from "../load.ts";
import { connectPacket, PublishCounter, subscribePacket } from "../mqtt-bytes.ts";
import type { HubStart } from "../orders.ts";
import type { Subscriber } from "./subscriber.ts";

/** The least a subscriber can do: it receives every byte and counts the messages. */
export async function startCounter({ perMessage }: HubStart, port: number): Promise<Subscriber> {
  const counter = new PublishCounter();
  const socket = connect(port, "127.0.0.1");
  socket.write(connectPacket("reader:counter", "reader", passwordOf("reader")));
  await once(socket, "data");
  socket.write(subscribePacket([`${namespace}/${region}/DDATA/+/+`]));
  await once(socket, "data");
  socket.on("data", (chunk) => counter.push(chunk));
  const arrived = (): number => counter.count * perMessage;
  const audit = (readings: number): Promise<void> =>
    arrived() === readings
      ? Promise.resolve()
      : Promise.reject(new Error(`${arrived()} readings were counted and ${readings} sent`));
  return { arrived, audit };
}
