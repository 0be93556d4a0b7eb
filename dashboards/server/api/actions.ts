import { z } from "zod";
import { personText, reason } from "../../../core/wire/fields.ts";
import { longestShelving } from "../../../core/wire/order.ts";
import { route } from "../route.ts";
import { doneAnswer, orderAnswer } from "./answers.ts";
import { alarmKey, id } from "./fields.ts";

const act = { method: "POST", least: "operator", cost: "write" } as const;
/** What is asked of one alarm of a site. */
const onAlarm = { ...act, params: z.strictObject({ key: alarmKey }), answer: orderAnswer } as const;
const siteAlone = z.strictObject({ site: id });

/** Overrides, releases and locks. */
export const commandRoute = route({
  ...act,
  path: "/api/v1/commands",
  words: "Command an actuator, or put a lock on or take it off; the site decides.",
  body: z.discriminatedUnion("purpose", [
    z.strictObject({
      purpose: z.literal("override"),
      site: id,
      actuator: id,
      value: z.number().describe("speed in %, or kW or A of a setpoint; 0 stops"),
      leaseMs: z.number().int().min(1000).max(86_400_000).default(300_000),
      reason,
    }),
    z.strictObject({ purpose: z.literal("release"), site: id, actuator: id }),
    z.strictObject({ purpose: z.literal("lock"), site: id, lock: id, reason: reason.max(300) }),
    z.strictObject({ purpose: z.literal("unlock"), site: id, lock: id }),
  ]),
  answer: orderAnswer,
});

/** Somebody has seen an alarm. */
export const acknowledgeRoute = route({
  ...onAlarm,
  path: "/api/v1/alarms/:key/acknowledge",
  words: "Acknowledge an alarm.",
  body: z.strictObject({ site: id, eventId: z.string().max(80), note: personText(500).optional() }),
});

/** A latched alarm goes back to normal. */
export const resetRoute = route({
  ...onAlarm,
  path: "/api/v1/alarms/:key/reset",
  words: "Reset a latched alarm.",
  body: siteAlone,
});

/** An alarm is hidden from being announced. */
export const shelveRoute = route({
  ...onAlarm,
  path: "/api/v1/alarms/:key/shelve",
  words: "Shelve an alarm for a time, or until its condition is gone.",
  body: z
    .strictObject({
      site: id,
      eventId: z.string().max(80).optional().describe("the event seen; absent for an alarm that is normal"),
      reason,
      forMs: z.number().int().min(1000).max(longestShelving).optional(),
      oneShot: z.literal(true).optional().describe("until its condition is gone"),
    })
    .refine(({ forMs, oneShot }) => (forMs === undefined) !== (oneShot === undefined), "say forMs, or oneShot: true"),
});

/** A shelved alarm is announced again. */
export const unshelveRoute = route({
  ...onAlarm,
  path: "/api/v1/alarms/:key/unshelve",
  words: "Take an alarm off the shelf.",
  body: siteAlone,
});

/** The simulated devices of a site. */
export const simulatorRoute = route({
  method: "GET",
  path: "/api/v1/simulator/:site",
  least: "observer",
  cost: "light",
  words: "The simulated devices of a site, with the faults each can have.",
  params: z.strictObject({ site: id }),
  answer: z.object({ devices: z.array(z.object({ device: z.string(), faults: z.array(z.string()) })) }),
});

/** The fault buttons of simulated sites. */
export const faultRoute = route({
  ...act,
  path: "/api/v1/simulator/:site/:device/fault",
  words: "Break a simulated device, or mend it (kind none).",
  params: z.strictObject({ site: id, device: id }),
  body: z.strictObject({ kind: z.string().max(40), until: z.number().nullable().default(null) }),
  answer: doneAnswer,
});
