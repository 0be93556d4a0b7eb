import type { FastifyInstance } from "fastify";
import type { Clocks } from "../../../core/ports/clock.ts";
import type { MonotonicMs } from "../../../core/time.ts";
import type { DeskInput, DeskState } from "../desk.ts";
import type { LiveDesk } from "../live.ts";

const heartbeatMs = 2_000;
const mostWaiting = 1_000_000;

/**
 * `/api/v1/stream`: server-sent events. First the whole picture, then each change; a heartbeat with the server's world time
 * every two seconds, so that a page can tell old from quiet. A reader that does not keep up is closed; it reconnects.
 */
export function addStream(app: FastifyInstance, desk: LiveDesk, clocks: Clocks): void {
  app.get("/api/v1/stream", (_request, reply) => {
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", connection: "keep-alive" });
    const send = (event: string, data: unknown): void => {
      if (out.writableLength > mostWaiting) out.destroy();
      else out.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const beat = (): void => {
      send("now", { now: clocks.world.now(), broker: desk.connected });
      cancelBeat = clocks.io.schedule(heartbeatMs, beat);
    };
    let cancelBeat = (): void => undefined;
    send("picture", picture(desk.state, clocks.io.now()));
    beat();
    const cancel = desk.listen((input) => send(input.kind, change(input)));
    out.once("close", () => {
      cancel();
      cancelBeat();
    });
  });
}

/** The desk as plain data; `heardAgo` is in milliseconds. */
export function picture(state: DeskState, now: MonotonicMs): unknown {
  const sites = [...state.sites.values()].map((view) => ({
    site: view.site,
    online: view.online ?? null,
    heardAgo: now - view.heardAt,
    definition: view.definition ?? null,
    values: [...view.values.values()],
    ranges: [...view.ranges.values()],
    alarms: view.alarms,
    alarmsAt: view.alarmsAt ?? null,
  }));
  return { sites, events: state.events };
}

function change(input: DeskInput): unknown {
  switch (input.kind) {
    case "values":
      return { site: input.site, values: input.values };
    case "online":
      return { site: input.site, online: input.online };
    case "alarms":
      return { site: input.site, alarms: input.digest.alarms, at: input.digest.at };
    case "events":
    case "recalled":
      return { site: input.site, events: input.events };
    case "definition":
      return { site: input.site, definition: input.definition };
    case "nonce":
      return { site: input.site };
  }
}
