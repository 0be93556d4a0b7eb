import { verifierOf } from "../../core/io/keys.ts";
import { type AlarmDigest, alarmDigestSchema } from "../../core/wire/alarm-digest.ts";
import { type Command, type CommandResult, type Nonce, nonceSchema, resultSchema } from "../../core/wire/command.ts";
import { openEnvelope, seal } from "../../core/wire/envelope.ts";
import { ownTopics } from "../../core/wire/topics.ts";
import { keys, type SimPolder, siteId } from "./sim-polder.ts";

const region = "lage-landen";
const topics = ownTopics(region, siteId);
const verifier = verifierOf([keys.site.publicPem]);
const json = (payload: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(payload));

/** A person at the simulated polder: hears its nonces, digests and results, and orders with the last nonce heard. */
export class Operator {
  readonly results: CommandResult[] = [];
  digest: AlarmDigest | undefined;
  readonly #polder: SimPolder;
  #nonce: Nonce | undefined;
  #send: (payload: Uint8Array) => Promise<void> = () => Promise.reject(new Error("not connected"));
  #orders = 0;

  constructor(polder: SimPolder) {
    this.#polder = polder;
  }

  async begin(): Promise<void> {
    const connecting = this.#polder.network.link("hub").connect({
      clientId: "operator",
      onClose: () => undefined,
      onMessage: ({ topic, payload }) => this.#hear(topic, payload),
    });
    const session = await this.#polder.during(connecting);
    const filters = [topics.nonce, topics.alarms, topics.result("+")].map((topic) => ({ topic, qos: 0 as const }));
    await this.#polder.during(session.subscribe(filters));
    this.#send = (payload) => session.publish(topics.command, payload, { qos: 1, retain: false });
  }

  async order(order: Command["order"]): Promise<void> {
    if (this.#nonce === undefined) throw new Error("no nonce was heard");
    this.#orders += 1;
    const id = String(this.#orders).padStart(16, "0");
    const command: Command = { id, region, site: siteId, actor: "anna", ...this.#nonce, order };
    await this.#polder.during(this.#send(seal("command", command, keys.operator)));
  }

  #hear(topic: string, payload: Uint8Array): void {
    if (topic === topics.nonce) this.#nonce = nonceSchema.parse(json(payload));
    else if (topic === topics.alarms) this.digest = alarmDigestSchema.parse(json(payload));
    else {
      const opened = openEnvelope<CommandResult>(payload, { type: "result", schema: resultSchema, verifier });
      if (opened.ok) this.results.push(opened.value.message);
    }
  }
}
