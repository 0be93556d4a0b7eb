import { AppError } from "../../core/errors.ts";
import type { Bus, BusEvents, BusSession } from "../../core/ports/bus.ts";
import type { SimScheduler } from "../../core/sim/scheduler.ts";
import type { DeviceLine, World } from "../../simulators/worlds/world.ts";

/** From a request's last byte to its answer's first, ms of virtual time. */
const answersAfter = 2;

/** A line of a simulated world on virtual time: the devices answer out of the moment in which the request reaches them. */
export function worldBus(scheduler: SimScheduler, world: World, name: string): Bus {
  return {
    async open(events: BusEvents): Promise<BusSession> {
      if (!world.buses.includes(name)) {
        throw new AppError("bus-unavailable", `this world has no line "${name}"`);
      }
      let open = true;
      const deliver = (bytes: Uint8Array): void => {
        if (open && bytes.length > 0) events.onBytes(bytes);
      };
      const say = (bytes: Uint8Array): void => {
        const copy = bytes.slice();
        scheduler.schedule(scheduler.now, () => deliver(copy));
      };
      const devices: DeviceLine = world.connect(name, "tcp", say);
      return {
        async write(bytes) {
          if (!open) throw new AppError("bus-unavailable", "the line is closed");
          const copy = bytes.slice();
          scheduler.schedule(scheduler.now + answersAfter, () => {
            if (!open) return;
            live(scheduler, world);
            deliver(devices.push(copy));
          });
        },
        async close() {
          open = false;
          devices.close?.();
        },
      };
    },
  };
}

/** Lets a world live up to the present. */
export function live(scheduler: SimScheduler, world: World): void {
  const { world: worldClock, io } = scheduler.clocks();
  world.advanceTo(worldClock.now(), io.now());
}
