import { messageOf } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import type { Cancel } from "../../core/ports/clock.ts";
import type { LinkMessage } from "../../core/ports/link.ts";
import type { Outgoing } from "../../core/sparkplug/state.ts";
import type { EpochMs } from "../../core/time.ts";
import type { StandingAlarm } from "../../core/wire/alarm-digest.ts";
import { digestMessage } from "./alarms/digest.ts";
import { RecoveryWatch } from "./alarms/recovery-watch.ts";
import { closingEvents } from "./events/closing.ts";
import { type EventFiles, openEventFiles } from "./events/event-files.ts";
import { EventOutlet } from "./events/event-outlet.ts";
import { readDigest, readEvents } from "./inbox.ts";
import { Memory, recall } from "./memory.ts";
import { Orders, type Outcome, type Word } from "./orders/orders.ts";
import { ResultWatch } from "./orders/results.ts";
import { Messenger } from "./people/messenger.ts";
import type { Region, RegionHostConfig, RegionPorts } from "./ports.ts";
import { arrivalOf, filtersOf } from "./routes.ts";
import { Connection } from "./sites/connection.ts";
import type { NewValue } from "./sites/site-view.ts";
import { SparkplugHost } from "./sites/sparkplug-host.ts";
import type { RegionStatus, SiteStatus } from "./status.ts";
import {
  type RegionInput,
  type RegionPlan,
  type RegionState,
  type RegionStep,
  regionStart,
  remember,
  stepRegion,
} from "./step.ts";

/** Starts the region: it watches its sites, climbs the ladder and tells people, until it is disposed. */
export async function start(config: RegionHostConfig, ports: RegionPorts): Promise<Region> {
  const files = await openEventFiles(ports.disk, ports.rng);
  const { remembered, setAside } = await recall(ports.disk);
  const closing = closingEvents(files, ports.clocks.world.now());
  const host = new RegionHost(config, ports, files, regionStart(remembered, closing.length));
  if (setAside) host.trouble("region.json could not be read and was set aside; deadlines start anew");
  host.begin(closing);
  return host;
}

class RegionHost implements Region {
  readonly #config: RegionHostConfig;
  readonly #ports: RegionPorts;
  readonly #files: EventFiles;
  readonly #plan: RegionPlan;
  readonly #sparkplug: SparkplugHost;
  readonly #outlet: EventOutlet;
  readonly #memory: Memory;
  readonly #recovery: RecoveryWatch;
  readonly #messenger: Messenger;
  readonly #connection: Connection;
  readonly #orders: Orders;
  readonly #results: ResultWatch;
  #state: RegionState;
  #revision = 0;
  #unreadable = 0;
  #trouble: string | undefined;
  #wake: Cancel | undefined;
  #ended = false;

  constructor(config: RegionHostConfig, ports: RegionPorts, files: EventFiles, state: RegionState) {
    this.#config = config;
    this.#ports = ports;
    this.#files = files;
    this.#state = state;
    const { charter, sites, region } = config.file;
    this.#plan = {
      boot: bootKey(files.boot),
      rungs: charter.ladder.rungs,
      silentAfter: new Map(Object.entries(sites).map(([site, { silentAfter }]) => [site, silentAfter])),
      ruleVersion: `v${charter.version}`,
    };
    this.#recovery = new RecoveryWatch(this.#plan.rungs);
    this.#memory = new Memory(ports.disk, () => remember(this.#state));
    const { link, clocks, rng, ingestKeys } = ports;
    this.#connection = new Connection({
      link,
      clocks,
      rng,
      hostId: config.hostId,
      filters: filtersOf(config.file),
      onMessage: (message) => this.#message(message),
      onUp: () => this.#up(),
      onDown: () => this.#down(),
    });
    const publish = (message: Outgoing): void => void this.#connection.publish(message);
    this.#outlet = new EventOutlet(files, {
      region: region.id,
      clocks,
      ingestKeys,
      publish,
      onTrouble: (detail) => this.trouble(detail),
    });
    this.#orders = new Orders({
      region: region.id,
      boot: this.#plan.boot,
      clock: clocks.io,
      worldNow: () => clocks.world.now(),
      rng,
      signer: ports.signer,
      keys: ports.commandKeys,
      publish,
      take: (word) => this.#word(word),
    });
    this.#results = new ResultWatch(ports.siteKeys, (site, detail) => {
      this.trouble(`an answer in the name of ${site} is not ${site}'s: ${detail}`);
      this.#take({ kind: "forged", site });
    });
    this.#messenger = new Messenger({
      file: config.file,
      clocks,
      notify: ports.notify,
      remember: () => this.#remember(),
      onSent: (id) => this.#take({ kind: "sent", id }),
      onTrouble: (detail) => this.trouble(detail),
    });
    this.#sparkplug = new SparkplugHost({
      group: region.id,
      clocks,
      publish,
      onHeard: (site, measured) => this.#take({ kind: "heard", site, measured }),
      onValues: (site, values) => this.#values(site, values),
    });
  }

  /** Connects, and goes on with what was remembered: deadlines that ran out meanwhile, messages not yet taken. */
  begin(closing: Parameters<EventOutlet["add"]>[0]): void {
    this.#outlet.add(closing);
    this.#connection.start();
    this.#take({ kind: "tick" });
  }

  trouble(detail: string): void {
    this.#trouble = detail;
  }

  latest(): ReadonlyMap<string, SiteStatus> {
    const views = this.#sparkplug.sites;
    const names = new Set([...this.#plan.silentAfter.keys(), ...views.keys()]);
    return new Map(
      [...names].map((site) => [
        site,
        {
          online: this.#sparkplug.isOnline(site),
          unknownSince: views.get(site)?.unknownSince,
          silentSince: this.#state.silence.silent[site],
          values: views.get(site)?.values ?? new Map(),
        },
      ]),
    );
  }

  alarms(): readonly StandingAlarm[] {
    return this.#state.regional;
  }

  status(): RegionStatus {
    const { gaps, refused } = this.#sparkplug;
    const { trouble } = this.#connection;
    return {
      boot: this.#plan.boot,
      link: this.#state.connected ? "connected" : "connecting",
      trouble: trouble === undefined ? this.#trouble : `broker: ${trouble}`,
      eventsWaiting: this.#outlet.waiting,
      notificationsWaiting: this.#state.ladder.outbox.length,
      unreadable: this.#unreadable,
      sparkplug: { gaps, refused },
      results: this.#results.counts,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake?.();
    this.#messenger.close();
    this.#sparkplug.close();
    this.#outlet.down();
    this.#orders.down();
    await this.#connection.close();
    await this.#memory.save();
    await this.#files.close();
  }

  #up(): void {
    this.#trouble = undefined;
    this.#take({ kind: "connected" });
    this.#tellDigest();
    this.#outlet.up();
    this.#orders.up();
    this.#sparkplug.reconnected(Object.keys(this.#config.file.sites));
  }

  #down(): void {
    this.#outlet.down();
    this.#orders.down();
    this.#take({ kind: "disconnected" });
  }

  #message({ topic, payload }: LinkMessage): void {
    if (this.#ended) return;
    const arrival = arrivalOf(topic);
    switch (arrival.kind) {
      case "sparkplug":
        this.#sparkplug.take(topic, payload);
        break;
      case "stored":
        this.#outlet.stored(payload);
        break;
      case "order":
        void this.#orders.take(payload);
        break;
      case "result":
        this.#results.take(arrival.site, payload);
        break;
      case "digest":
        this.#read(readDigest(arrival.site, payload));
        break;
      case "events":
        this.#read(readEvents(arrival.site, payload));
    }
  }

  /** An operator's word is done when it would survive a power cut. */
  async #word(word: Word): Promise<Outcome> {
    const outcome = this.#take({ kind: "word", word }) ?? ({ state: "unknown", detail: "the region ends" } as const);
    if (outcome.state !== "executed" || (await this.#remember())) return outcome;
    return { state: "unknown", detail: "the region's disk failed: a restart may forget it" };
  }

  #read(input: RegionInput | undefined): void {
    if (input === undefined) this.#unreadable += 1;
    else this.#take(input);
  }

  #values(site: string, values: readonly NewValue[]): void {
    if (this.#recovery.follow(this.#state, site, values)) this.#take({ kind: "tick" });
  }

  #take(input: RegionInput): Outcome | undefined {
    if (this.#ended) return undefined;
    const now = this.#ports.clocks.world.now();
    const moment = { now, recovering: this.#recovery.recovering(this.#state, now) };
    const before = this.#state;
    const step = stepRegion(before, input, this.#plan, moment);
    this.#state = step.state;
    if (step.quiet) return undefined;
    this.#outlet.add(step.events);
    if (step.events.some((event) => event.kind === "alarm")) this.#tellDigest();
    if (mustRemember(before, input, step)) void this.#remember();
    this.#messenger.carry(step.state.ladder.outbox);
    this.#wakeAt(step.nextAt);
    return step.outcome;
  }

  #tellDigest(): void {
    this.#revision += 1;
    const at = this.#ports.clocks.world.now();
    const { boot } = this.#plan;
    const digest = { boot, revision: this.#revision, at, alarms: [...this.#state.regional] };
    void this.#connection.publish(digestMessage(this.#config.file.region.id, digest));
  }

  async #remember(): Promise<boolean> {
    try {
      await this.#memory.save();
      return true;
    } catch (error) {
      this.trouble(`disk: ${messageOf(error)}`);
      return false;
    }
  }

  #wakeAt(at: EpochMs | undefined): void {
    this.#wake?.();
    this.#wake =
      at === undefined ? undefined : this.#ports.clocks.world.schedule(at, () => this.#take({ kind: "tick" }));
  }
}

/** Whether a step changed what must survive a restart. */
function mustRemember(before: RegionState, input: RegionInput, step: RegionStep): boolean {
  const { raised, digests } = step.state;
  const noted = before.raised !== raised || before.digests !== digests;
  return noted || input.kind === "sent" || step.events.length > 0 || step.notifications.length > 0;
}
