import { messageOf } from "../../../core/errors.ts";
import type { Clocks } from "../../../core/ports/clock.ts";
import type { DurationMs } from "../../../core/time.ts";
import type { Notification } from "../../ladder/state.ts";
import type { RegionFile } from "../file/schema.ts";
import type { Notify } from "./journal.ts";
import { onDuty } from "./rota.ts";

/** What the messenger works with. */
export interface MessengerPorts {
  readonly file: RegionFile;
  readonly clocks: Clocks;
  readonly notify: Notify;
  /** Resolves when the outbox as it is now would survive a power cut. */
  readonly remember: () => Promise<boolean>;
  readonly onSent: (id: string) => void;
  readonly onTrouble: (detail: string) => void;
}

/** A message that was not taken is tried again after this long. */
const sendAgain: DurationMs = 5_000;

/** Carries the outbox to people: first remembered, then sent, then crossed off. A crash repeats a message at most, under its id. */
export class Messenger {
  readonly #ports: MessengerPorts;
  readonly #sending = new Set<string>();
  #ended = false;

  constructor(ports: MessengerPorts) {
    this.#ports = ports;
  }

  /** Sends what is not already on its way. */
  carry(outbox: readonly Notification[]): void {
    for (const notification of outbox) {
      if (!this.#sending.has(notification.id)) void this.#send(notification);
    }
  }

  close(): void {
    this.#ended = true;
  }

  async #send(notification: Notification): Promise<void> {
    const { notify, remember, onSent, onTrouble, clocks } = this.#ports;
    this.#sending.add(notification.id);
    await remember();
    if (this.#ended) return;
    const person = this.#person(notification.who);
    try {
      await notify.send({ ...notification, ...(person === undefined ? {} : { person }) });
      this.#sending.delete(notification.id);
      onSent(notification.id);
    } catch (error) {
      onTrouble(`notify: ${messageOf(error)}`);
      clocks.io.schedule(sendAgain, () => void this.#send(notification));
    }
  }

  #person(role: string | undefined): string | undefined {
    const { file, clocks } = this.#ports;
    return role === undefined ? undefined : onDuty(file.charter, role, file.region.timeZone, clocks.world.now());
  }
}
