import { joinBytes } from "../../core/wire/bytes.ts";
import { findCommands, type SdsCommand } from "../devices/sds011-frames.ts";
import type { DeviceLine } from "./world.ts";

/** The dust sensor at the end of one connection: hears commands in whatever pieces they come. */
export function dustLine(
  id: number,
  hear: (command: SdsCommand) => Uint8Array | undefined,
  close: () => void,
): DeviceLine {
  let held: Uint8Array = new Uint8Array(0);
  return {
    push(bytes) {
      const { commands, rest } = findCommands(joinBytes([held, bytes]), id);
      held = rest;
      return joinBytes(commands.flatMap((command) => hear(command) ?? []));
    },
    close,
  };
}
