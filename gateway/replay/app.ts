import type { IoClock } from "../../core/ports/clock.ts";
import type { EpochMs } from "../../core/time.ts";
import { ToldClock } from "../../core/told-clock.ts";
import type { EngineSite } from "../../rules/engine/schema.ts";
import { type GatewayPorts, openGateway } from "../app.ts";
import type { RecordedRow } from "../drivers/replay/row-parser.ts";
import type { Delivery } from "../session/delivery.ts";
import type { DeliveryConfig } from "../session/delivery-options.ts";
import type { Inheritance } from "../spool/inherit.ts";
import { type Played, Player } from "./player.ts";
import { relive } from "./relive.ts";

/** What a replay judges recordings by, and how fast it plays them. */
export interface ReplayHostConfig {
  readonly engine: EngineSite;
  readonly delivery: DeliveryConfig;
  /** Times faster than recorded; null is as fast as the store takes it. */
  readonly speed: number | null;
}

/** As a gateway's, but for the world clock: that is the recording's own. */
export interface ReplayPorts extends Omit<GatewayPorts, "clocks"> {
  readonly io: IoClock;
  /** The recording from its first row; read again for each run, and once more when one is taken up again. */
  readonly rows: () => AsyncGenerator<RecordedRow>;
}

/** A recording that is being played as the devices of a site. */
export interface Replay extends AsyncDisposable {
  readonly delivery: Delivery;
  played(): Played;
  /** Resolves when everything is played and stored. Rejects with AppError `recording-invalid` at a row that cannot be read. */
  readonly finished: Promise<void>;
  /** Ends everything at once, as a kill would. */
  abandon(): Promise<void>;
}

/** Starts a replay. What an earlier run of it has spooled is not played again. */
export async function start(config: ReplayHostConfig, ports: ReplayPorts): Promise<Replay> {
  const { rows, io } = ports;
  const begin = (await firstMoment(rows())) - 1;
  const world = new ToldClock(begin);
  let last: ReadonlyMap<string, EpochMs> = new Map();
  const gateway = await openGateway(
    { ...config, scanEvery: null },
    { ...ports, clocks: { io, world } },
    {
      resumption: {
        inherited: (inheritance) => {
          last = new Map(inheritance.last);
          world.advanceTo(reachedBy(inheritance));
        },
        engine: (compiled, prefix) => relive(compiled, { rows: rows(), from: begin, until: world.now(), prefix }),
      },
    },
  );
  const player = new Player({ rows: rows(), last, gateway, world, io, speed: config.speed });
  const end = async (how: "clean" | "abrupt"): Promise<void> => {
    player.stop();
    await gateway.close(how);
  };
  return {
    delivery: gateway.delivery,
    played: () => player.played(),
    finished: player.play(),
    abandon: () => end("abrupt"),
    [Symbol.asyncDispose]: () => end("clean"),
  };
}

async function firstMoment(rows: AsyncGenerator<RecordedRow>): Promise<EpochMs> {
  for await (const { at } of rows) return at;
  return 1;
}

/**
 * The last moment of which an earlier run has put everything on disk. Events stand there before the readings of their scan, and
 * every frame is dated when it was made, so whatever belongs to an earlier moment than the last frame is there.
 */
function reachedBy({ boots, last }: Inheritance): EpochMs {
  return Math.max(...boots.map(({ endedAt }) => endedAt), ...last.values());
}
