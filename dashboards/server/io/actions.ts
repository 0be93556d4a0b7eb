import type { FastifyReply, FastifyRequest } from "fastify";
import {
  acknowledgeRoute,
  commandRoute,
  faultRoute,
  resetRoute,
  shelveRoute,
  simulatorRoute,
  unshelveRoute,
} from "../api/actions.ts";
import type { LiveDesk } from "../live.ts";
import type { Order, Pending } from "../orders.ts";
import type { ServerConfig, ServerPorts } from "../ports.ts";
import { neverHeard, type RefuseUnknown, unknownSites } from "./known-site.ts";
import { type Served, serve } from "./serve.ts";

/** What actions are sent with. */
export interface ActionParts {
  readonly config: ServerConfig;
  readonly ports: Pick<ServerPorts, "simulator">;
  readonly desk: LiveDesk;
}

/** The operator's actions: each goes to its site as a signed command under the name of who asks, and the site decides. */
export function addActions(served: Served, { config, ports, desk }: ActionParts): void {
  const order = async (asked: { request: FastifyRequest; reply: FastifyReply }, site: string, wanted: Order) => {
    const outcome = await desk.send(site, served.door.actorOf(asked.request), wanted);
    if (typeof outcome === "string")
      return asked.reply.code(outcome === "site-unknown" ? 404 : 503).send({ error: explain(outcome, site) });
    const { id, results } = outcome;
    return asked.reply.code(statusOf(outcome)).send({ id, site, results });
  };
  serve(
    served,
    commandRoute,
    (asked) => {
      const { site, ...wanted } = asked.body;
      return order(asked, site, wanted);
    },
    { urgent: (body) => body.purpose === "override" && body.value === 0 },
  );
  serve(served, acknowledgeRoute, (asked) => {
    const { site, ...said } = asked.body;
    return order(asked, site, { purpose: "acknowledge", ...asked.params, ...said });
  });
  serve(served, shelveRoute, (asked) => {
    const { site, ...said } = asked.body;
    return order(asked, site, { purpose: "shelve", ...asked.params, ...said });
  });
  for (const [route, purpose] of [
    [resetRoute, "reset"],
    [unshelveRoute, "unshelve"],
  ] as const)
    serve(served, route, (asked) => order(asked, asked.body.site, { purpose, ...asked.params }));
  if (ports.simulator !== undefined) addSimulator(served, ports.simulator, unknownSites(config, desk));
}

/** The fault buttons of simulated sites. */
function addSimulator(served: Served, simulator: NonNullable<ServerPorts["simulator"]>, unknown: RefuseUnknown): void {
  serve(
    served,
    simulatorRoute,
    async ({ params: { site }, reply }) => unknown(site, reply) ?? { devices: await simulator.devices(site) },
  );
  serve(served, faultRoute, async ({ params, body, reply }) => {
    const outcome = await simulator.fault({ ...params, ...body });
    return reply.code(outcome.ok ? 200 : 400).send(outcome.ok ? { ok: true } : { error: outcome.detail });
  });
}

function explain(outcome: "site-unknown" | "site-silent" | "broker-unreachable", site: string): string {
  if (outcome === "site-unknown") return neverHeard(site);
  if (outcome === "site-silent")
    return `${site} has sent no nonce for 9 s: it is cut off or stopped, and would refuse a command`;
  return "the broker does not answer; nothing was sent";
}

function statusOf({ results }: Pending): number {
  const last = results.at(-1)?.state;
  if (last === undefined || last === "unknown") return 504;
  return last === "refused" ? 409 : 200;
}
