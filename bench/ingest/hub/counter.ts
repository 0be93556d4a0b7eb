import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { namespace } from "../../../core/sparkplug/topics.ts";
import { passwordOf, region } from "../load.ts";
import { connectPacket, PublishCounter, subscribePacket } from "../mqtt-bytes.ts";
import type { HubStart } from "../orders.ts";
import type { Subscriber } from "./subscriber.ts";

/** ms between two looks. */
const lookEvery = 5;

/** The least a subscriber can do: it receives every byte and counts the messages. */
export async function startCounter({ perMessage }: HubStart, port: number): Promise<Subscriber> {
  const counter = new PublishCounter();
  const socket = connect(port, "127.0.0.1");
  socket.write(connectPacket("reader:counter", "reader", passwordOf("reader")));
  await once(socket, "data");
  socket.write(subscribePacket([`${namespace}/${region}/DDATA/+/+`]));
  await once(socket, "data");
  socket.on("data", (chunk) => counter.push(chunk));
  const arrived = async (readings: number): Promise<void> => {
    while (counter.count * perMessage < readings) await pause(lookEvery);
    const counted = counter.count * perMessage;
    if (counted !== readings) throw new Error(`${counted} readings were counted and ${readings} sent`);
  };
  return { arrived, audit: arrived };
}
