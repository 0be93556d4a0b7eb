import { garbled, type P1Sample, p1Telegram } from "../devices/p1-meter.ts";
import { sampleOf } from "./microgrid-faces.ts";
import { faultOf, hasMains, type MicrogridStation, stepMs } from "./microgrid-station.ts";
import { type Speaker, speaking } from "./microgrid-wiring.ts";
import type { DeviceLine } from "./world.ts";

type Say = (bytes: Uint8Array) => void;

/** The households' meters: who listens to them, and what they say when it is time. */
export class Talk {
  readonly #listeners = new Map<string, Set<Say>>();
  readonly #last = new Map<string, Uint8Array>();
  readonly #tell: (device: string, sample: P1Sample) => void;

  /** `tell` takes each sample before anybody hears it. */
  constructor(tell: (device: string, sample: P1Sample) => void) {
    this.#tell = tell;
  }

  /** Whether meters speak on this bus. */
  speaksOn(bus: string): boolean {
    return speaking.some((speaker) => speaker.bus === bus);
  }

  /** One more who listens; nobody can tell these meters anything. */
  listen(bus: string, say: Say): DeviceLine {
    const listeners = this.#listeners.get(bus) ?? new Set();
    this.#listeners.set(bus, listeners.add(say));
    return { push: () => new Uint8Array(0), close: () => listeners.delete(say) };
  }

  /** After each step: says what is due. A meter that nobody listens to says nothing. */
  speak(station: MicrogridStation): void {
    for (const speaker of speaking) {
      const listeners = this.#listeners.get(speaker.bus);
      const due = station.step % (speaker.every / stepMs) === 0;
      if (!due || listeners === undefined || listeners.size === 0 || !isHeard(station, speaker)) continue;
      const telegram = this.#telegram(station, speaker);
      for (const say of listeners) say(telegram);
    }
  }

  #telegram(station: MicrogridStation, speaker: Speaker): Uint8Array {
    const { name, meter } = speaker;
    const last = this.#last.get(name);
    if (faultOf(station, name, "freeze") !== undefined && last !== undefined) return last;
    const sample = sampleOf(station, speaker);
    this.#tell(name, sample);
    const telegram = p1Telegram(meter, sample);
    this.#last.set(name, telegram);
    return faultOf(station, name, "garbage") === undefined ? telegram : garbled(telegram);
  }
}

/** A meter without mains, or behind a cable that is out, says nothing. */
function isHeard(station: MicrogridStation, { name }: Speaker): boolean {
  return hasMains(station) && faultOf(station, name, "unplug") === undefined;
}
