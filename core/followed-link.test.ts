import { expect, it } from "vitest";
import { followedLink } from "./followed-link.ts";
import type { Link, LinkMessage, LinkOptions } from "./ports/link.ts";
import { encodePayload } from "./sparkplug/encode.ts";
import { ToldClock } from "./told-clock.ts";

/** A link whose messages a test hands over. */
function handLink(): { link: Link; receive: (message: Omit<LinkMessage, "retained">) => void } {
  let options: LinkOptions | undefined;
  const connect: Link["connect"] = async (given) => {
    options = given;
    return {
      publish: async () => undefined,
      subscribe: async () => undefined,
      bufferedBytes: 0,
      close: async () => undefined,
    };
  };
  return { link: { connect }, receive: (message) => options?.onMessage({ ...message, retained: false }) };
}

it("knows the latest time any sender has written before the message is handed on, and never goes back", async () => {
  const clock = new ToldClock(0);
  const { link, receive } = handLink();
  const heard: number[] = [];
  const onMessage = (): void => void heard.push(clock.now());
  await followedLink(link, clock).connect({ clientId: "ingest", onMessage, onClose: () => undefined });
  const at = (timestamp: number): Uint8Array => encodePayload({ timestamp, seq: 0, metrics: [] });
  receive({ topic: "spBv1.0/region/DDATA/site/gauge", payload: at(1_757_664_000_000) });
  receive({ topic: "spBv1.0/region/NDATA/site", payload: at(1_000) });
  receive({ topic: "homeostat/v1/region/site/event", payload: at(2_000_000_000_000) });
  receive({ topic: "spBv1.0/region/NDATA/site", payload: Uint8Array.of(0xff, 0xff) });
  expect(heard).toEqual([1_757_664_000_000, 1_757_664_000_000, 1_757_664_000_000, 1_757_664_000_000]);
});
