import type { ServerResponse } from "node:http";
import type { Cancel } from "../../../core/ports/clock.ts";
import { type DurationMs, type MonotonicMs, parseDuration } from "../../../core/time.ts";
import { streamRoute } from "../api/present.ts";
import { guardHeaders } from "../doors.ts";
import type { LiveDesk } from "../live.ts";
import { changeOf, picture } from "../picture.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { ValueFeed } from "../value-feed.ts";
import { tooOften } from "./door.ts";
import { unknownSites } from "./known-site.ts";
import { type Served, serve } from "./serve.ts";

const heartbeatMs = 2_000;
/** What a reader may be behind before it is closed: it comes back and begins with the whole picture. */
const mostWaiting = 1_000_000;
/** So long it may take nothing: nobody on the slowest line needs longer for what may wait. */
const longestStuck: DurationMs = 120_000;
const mostOfOne = 50;
const mostOfAll = 500;

/** What a stream tells of. */
export interface StreamParts {
  readonly config: ServerConfig;
  readonly desk: LiveDesk;
  readonly ports: Pick<ServerPorts, "clocks">;
}

/**
 * `/api/v1/stream`: server-sent events. First the whole picture, then each change; a heartbeat with the server's world time
 * every two seconds, so that a page can tell old from quiet. Values wait while a reader does not keep up, each variable's
 * newest alone; a reader that falls behind with all the rest, or takes nothing for two minutes, is closed; it reconnects.
 */
export function addStream(served: Served, parts: StreamParts): void {
  const { door } = served;
  const open = new Map<string, number>();
  const unknown = unknownSites(parts.config, parts.desk);
  serve(served, streamRoute, ({ query: { rate, site }, request, reply }) => {
    const refused = unknown(site, reply);
    if (refused !== undefined) return refused;
    const visitor = door.visitorOf(request);
    if (visitor === undefined) throw new Error("a stream that nobody asks for");
    const own = open.get(visitor.name) ?? 0;
    const all = [...open.values()].reduce((sum, count) => sum + count, 0);
    if (own >= mostOfOne || all >= mostOfAll)
      return tooOften(reply, heartbeatMs).send({ error: "too many streams are open" });
    open.set(visitor.name, own + 1);
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, {
      ...guardHeaders(door.doors),
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      connection: "keep-alive",
    });
    const every = rate === undefined ? undefined : parseDuration(rate);
    const stop = tell(out, parts, { every, site, mayStay: () => door.stillIn(visitor) });
    out.once("close", () => {
      stop();
      open.set(visitor.name, (open.get(visitor.name) ?? 1) - 1);
    });
    return reply;
  });
}

/** What one reader wants. */
interface Wish {
  /** Values at most once in this time. */
  readonly every: DurationMs | undefined;
  readonly site: string | undefined;
  readonly mayStay: () => boolean;
}

function tell(
  out: ServerResponse,
  { desk, ports: { clocks } }: Omit<StreamParts, "config">,
  { every, site, mayStay }: Wish,
): Cancel {
  const feed = new ValueFeed();
  const send = (event: string, data: unknown): void => {
    if (out.writableLength > mostWaiting) out.destroy();
    else out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const flush = (): void => {
    if (out.writableNeedDrain) return;
    for (const values of feed.take()) send("values", values);
  };
  let stuckSince: MonotonicMs | undefined;
  const isStuck = (): boolean => {
    if (!out.writableNeedDrain) stuckSince = undefined;
    else stuckSince ??= clocks.io.now();
    return stuckSince !== undefined && clocks.io.now() - stuckSince >= longestStuck;
  };
  const beat = (): void => {
    if (!mayStay()) return void out.end();
    if (isStuck()) return void out.destroy();
    send("now", { now: clocks.world.now(), broker: desk.connected });
    cancelBeat = clocks.io.schedule(heartbeatMs, beat);
  };
  const tick = (): void => {
    flush();
    cancelTick = every === undefined ? cancelTick : clocks.io.schedule(every, tick);
  };
  let cancelBeat: Cancel = () => undefined;
  let cancelTick: Cancel = () => undefined;
  send("picture", picture(desk.state, clocks.io.now(), site));
  beat();
  tick();
  if (every === undefined) out.on("drain", flush);
  const cancel = desk.listen((input) => {
    if (site !== undefined && input.site !== site) return;
    if (input.kind !== "values") return send(input.kind, changeOf(input));
    feed.put(input);
    if (every === undefined) flush();
  });
  return () => {
    cancel();
    cancelBeat();
    cancelTick();
  };
}
