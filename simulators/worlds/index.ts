import { AirshedWorld } from "./airshed.ts";
import { airshedPlan } from "./airshed-plan.ts";
import { dustRecording, recordedDust } from "./airshed-recording.ts";
import { busNames as airshedBuses, wiring as airshedWiring } from "./airshed-wiring.ts";
import { MicrogridWorld } from "./microgrid.ts";
import { microgridPlan } from "./microgrid-plan.ts";
import { busyHome, recordedStreet, sunnyHome } from "./microgrid-recording.ts";
import { busNames as microgridBuses, wiring as microgridWiring } from "./microgrid-wiring.ts";
import { PolderWorld } from "./polder.ts";
import { polderPlan } from "./polder-plan.ts";
import { busNames as polderBuses, wiring as polderWiring } from "./polder-wiring.ts";
import { type BreakableDevice, breakable, type MakeWorld, type WorldBegin } from "./world.ts";

/** A sort of world: the buses a site of it may name, and how one is made. */
export interface WorldKind {
  readonly buses: readonly string[];
  /** What can be broken in it. */
  readonly devices: readonly BreakableDevice[];
  /** Measured series it can have as its boundary: files below the folder of measured data. */
  readonly recordings: readonly string[];
  make(begin: WorldBegin): MakeWorld;
}

/** A pumping station that drains a polder into a canal. */
export const polder: WorldKind = {
  buses: polderBuses,
  devices: breakable(polderWiring),
  recordings: [],
  make: ({ seed, start, initial = {} }) => {
    const { levelInside } = initial;
    const plan = polderPlan({ seed, start, ...(levelInside === undefined ? {} : { levelInside }) });
    return (now, truth) => new PolderWorld(plan, now, truth);
  },
};

/** A school by a busy road: class rooms with people, and the air they share with the street. */
export const airshed: WorldKind = {
  buses: airshedBuses,
  devices: breakable(airshedWiring),
  recordings: [dustRecording],
  make: ({ seed, start, initial = {}, recordings }) => {
    const text = recordings?.get(dustRecording);
    const { co2 } = initial;
    const plan = airshedPlan({
      seed,
      start,
      recorded: text === undefined ? undefined : recordedDust(text),
      ...(co2 === undefined ? {} : { co2 }),
    });
    return (_now, truth) => new AirshedWorld(plan, truth);
  },
};

/** A street of homes with panels, a shared battery and a charger behind one connection. */
export const microgrid: WorldKind = {
  buses: microgridBuses,
  devices: breakable(microgridWiring),
  recordings: [sunnyHome, busyHome],
  make: ({ seed, start, initial = {}, recordings = new Map() }) => {
    const { soc } = initial;
    const plan = microgridPlan({
      seed,
      start,
      measured: recordedStreet(recordings),
      ...(soc === undefined ? {} : { soc }),
    });
    return (now, truth) => new MicrogridWorld(plan, now, truth);
  },
};

/** Every world there is: the one visible list. A site's bus names its world as in `port: sim:polder/drives`. */
export const worldKinds: Readonly<Record<string, WorldKind>> = { airshed, microgrid, polder };
