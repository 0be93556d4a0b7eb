import { commandKeys, seededSigner, verifierOf } from "../../core/io/keys.ts";
import { settled } from "../../core/io/turn.ts";
import type { LinkMessage, LinkSession } from "../../core/ports/link.ts";
import { SimDisk } from "../../core/sim/disk.ts";
import { SimNetwork } from "../../core/sim/network.ts";
import { seededRng } from "../../core/sim/rng.ts";
import { SimScheduler } from "../../core/sim/scheduler.ts";
import type { Outgoing } from "../../core/sparkplug/state.ts";
import { type AlarmDigest, alarmDigestSchema, type StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { type EventMessage, eventMessageSchema } from "../../core/wire/events.ts";
import { start } from "../../rules/region/app.ts";
import type { RegionFile } from "../../rules/region/file/schema.ts";
import { type Journal, openJournal } from "../../rules/region/people/journal.ts";
import type { Region } from "../../rules/region/ports.ts";

/** When every bench begins. */
export const begin = Date.UTC(2026, 5, 1);
/** The one site. */
export const site = "gemaal-oostpolder";
export const base = "homeostat/v1/lage-landen";
export const text = (payload: Uint8Array): string => new TextDecoder().decode(payload);
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const file: RegionFile = {
  homeostat: 1,
  kind: "region",
  region: {
    id: "lage-landen",
    name: "Lage Landen",
    timeZone: "Europe/Amsterdam",
    broker: { url: "mqtt://127.0.0.1:1883", credentialFile: "region.json" },
  } as RegionFile["region"],
  sites: { [site]: { keyFile: "site.pub", silentAfter: 120_000 } },
  charter: {
    version: 12,
    people: { "officer-a": { name: "Officer A", roles: ["duty-officer"] } },
    rota: { "duty-officer": { turns: { every: 7 * 86_400_000, start: "2026-01-02", order: ["officer-a"] } } },
    channels: { desk: { driver: "console" } },
    ladder: {
      rungs: [
        { id: "local", enter: [{ form: "alarm" }], acknowledgeWithin: { medium: 30_000 } },
        {
          id: "region-duty",
          enter: [{ form: "missed", missed: { rung: "local", deadline: "acknowledgeWithin" } }],
          who: "duty-officer",
          by: { medium: ["desk"], high: ["desk"] },
        },
      ],
    },
  },
};

const key = (digit: number) => seededSigner(new Uint8Array(32).fill(digit));
/** Whose keys are whose. */
export const keys = { operator: key(1), region: key(2), site: key(3), stranger: key(4) };
/** Ingest, who signs `stored`. */
export const signer = { keyId: "ingest", sign: () => Uint8Array.of(1) };
const ingestKeys = {
  verify: (keyId: string, _bytes: Uint8Array, signature: Uint8Array) => keyId === "ingest" && signature[0] === 1,
};

/** An alarm of the site. */
export const pumpFailed: StandingAlarm = {
  key: "pump-1.pump-failed",
  device: "pump-1",
  variable: "-",
  condition: "pump-failed",
  priority: "medium",
  state: "unacknowledged",
  onset: begin,
  since: begin,
  eventId: "7",
  value: null,
  response: "Read the fault code",
};

/** One region, one pretended gateway and one pretended ingest on a simulated broker. */
export class RegionBench {
  readonly scheduler = new SimScheduler(begin, settled);
  readonly network = new SimNetwork(this.scheduler);
  readonly disk = new SimDisk();
  readonly heard: LinkMessage[] = [];
  #peer: LinkSession | undefined;
  #region: Region | undefined;
  #journal: Journal | undefined;
  #starts = 0;

  get region(): Region {
    return this.#region as Region;
  }

  get pages(): Journal["pages"] {
    return (this.#journal as Journal).pages;
  }

  async open(): Promise<this> {
    this.#peer = await this.#within(
      this.network.link("peer").connect({
        clientId: "peer:own",
        onMessage: (message) => this.heard.push(message),
        onClose: () => undefined,
      }),
    );
    await this.#within(this.#peer.subscribe([{ topic: "#", qos: 1 }]));
    await this.startRegion();
    return this;
  }

  async startRegion(): Promise<void> {
    const disk = this.disk.mount();
    this.#starts += 1;
    this.#journal = await openJournal(disk);
    this.#region = await start(
      { hostId: "region", file },
      {
        link: this.network.link("region"),
        disk,
        clocks: this.scheduler.clocks(),
        rng: seededRng(this.#starts),
        ingestKeys,
        commandKeys: commandKeys(keys.operator.publicPem, keys.region.publicPem),
        siteKeys: new Map([[site, verifierOf([keys.site.publicPem])]]),
        signer: keys.region,
        notify: this.#journal,
      },
    );
    await this.seconds(1);
  }

  /** The region's process and machine lose power. */
  crash(): void {
    this.network.kill("region");
    this.disk.crash();
  }

  async seconds(count: number): Promise<void> {
    await this.scheduler.advance(count * 1_000);
  }

  async publish({ topic, payload, qos, retain }: Outgoing): Promise<void> {
    await this.#within((this.#peer as LinkSession).publish(topic, payload, { qos, retain }));
    await this.scheduler.advance(50);
  }

  digest(revision: number, ...alarms: readonly StandingAlarm[]): Promise<void> {
    const payload = bytes({ boot: "1-0000000000000001", revision, at: begin, alarms });
    return this.publish({ topic: `${base}/${site}/alarms`, payload, qos: 1, retain: true });
  }

  on(topic: string): readonly LinkMessage[] {
    return this.heard.filter((message) => message.topic === topic);
  }

  get events(): readonly EventMessage[] {
    return this.on(`${base}/-/event`).map((message) => eventMessageSchema.parse(JSON.parse(text(message.payload))));
  }

  /** The region's newest digest. */
  get standing(): AlarmDigest["alarms"] {
    const last = this.on(`${base}/-/alarms`).at(-1);
    return alarmDigestSchema.parse(JSON.parse(text(last?.payload ?? new Uint8Array()))).alarms;
  }

  /** Its keys. */
  get regional(): readonly string[] {
    return this.standing.map((alarm) => alarm.key);
  }

  async #within<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    void promise.then(() => {
      done = true;
    });
    while (!done) await this.scheduler.advance(10);
    return promise;
  }
}
