import type { Link } from "./ports/link.ts";
import { peekTimestamp } from "./sparkplug/peek.ts";
import { parseTopic } from "./sparkplug/topics.ts";
import type { ToldClock } from "./told-clock.ts";

/**
 * A link whose Sparkplug messages tell the time: the clock is at the latest moment any sender has written before the message is
 * handed on. For those who live in a recording's time and not in their own (docs/adr/0006-two-clocks.md).
 */
export function followedLink(link: Link, clock: ToldClock): Link {
  return {
    connect: (options) =>
      link.connect({
        ...options,
        onMessage: (message) => {
          if (parseTopic(message.topic) !== undefined) clock.advanceTo(peekTimestamp(message.payload) ?? 0);
          options.onMessage(message);
        },
      }),
  };
}
