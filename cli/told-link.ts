import { messageOf } from "../core/errors.ts";
import type { Link } from "../core/ports/link.ts";

/** A link that says when a broker cannot be reached or is lost, and when it is back; a trouble that stays is said once. */
export function toldLink(link: Link, say: (detail: string) => void): Link {
  let trouble: string | undefined;
  const bad = (detail: string): void => {
    if (detail !== trouble) say(detail);
    trouble = detail;
  };
  return {
    connect: async (options) => {
      try {
        const session = await link.connect({
          ...options,
          onClose: (reason) => {
            bad(reason);
            options.onClose(reason);
          },
        });
        if (trouble !== undefined) say("connected again");
        trouble = undefined;
        return session;
      } catch (error) {
        bad(messageOf(error));
        throw error;
      }
    },
  };
}
