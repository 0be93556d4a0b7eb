import { messageOf } from "../../core/errors.ts";
import { bootKey } from "../../core/ids.ts";
import type { Cancel, Clocks } from "../../core/ports/clock.ts";
import type { Disk } from "../../core/ports/disk.ts";
import type { Link, LinkMessage } from "../../core/ports/link.ts";
import type { Rng } from "../../core/ports/rng.ts";
import type { Outgoing } from "../../core/sparkplug/state.ts";
import { everyTopicOf } from "../../core/sparkplug/topics.ts";
import type { EpochMs } from "../../core/time.ts";
import type { Verifier } from "../../core/wire/envelope.ts";
import type { StandingAlarm } from "../../core/wire/messages.ts";
import { ownTopics, parseOwnTopic, regionItself } from "../../core/wire/topics.ts";
import { closingEvents } from "./closing.ts";
import { Connection } from "./connection.ts";
import { digestMessage } from "./digest.ts";
import { type EventFiles, openEventFiles } from "./event-files.ts";
import { EventOutlet } from "./event-outlet.ts";
import { readDigest, readEvents } from "./inbox.ts";
import type { Notify } from "./journal.ts";
import { Memory, recall } from "./memory.ts";
import { Messenger } from "./messenger.ts";
import { RecoveryWatch } from "./recovery-watch.ts";
import type { RegionFile } from "./schema.ts";
import type { NewValue } from "./site-view.ts";
import { SparkplugHost } from "./sparkplug-host.ts";
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

/** What the region works with. */
export interface RegionPorts {
  readonly link: Link;
  /** A directory of our own. */
  readonly disk: Disk;
  readonly clocks: Clocks;
  readonly rng: Rng;
  /** The keys whose `stored` is believed. */
  readonly ingestKeys: Verifier;
  readonly notify: Notify;
}

/** Who the region is at the broker, and its file. */
export interface RegionHostConfig {
  /** Also the name of the credential. */
  readonly hostId: string;
  readonly file: RegionFile;
}

/** A running region. */
export interface Region extends AsyncDisposable {
  /** The newest values of every site, known from the file or heard of. */
  latest(): ReadonlyMap<string, SiteStatus>;
  /** Silent sites and what has climbed beyond its site. */
  alarms(): readonly StandingAlarm[];
  status(): RegionStatus;
}

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
      filters: this.#filters(),
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
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#wake?.();
    this.#messenger.close();
    this.#sparkplug.close();
    this.#outlet.down();
    await this.#connection.close();
    await this.#memory.save();
    await this.#files.close();
  }

  #filters(): string[] {
    const { region, sites } = this.#config.file;
    const own = Object.keys(sites).flatMap((site) => {
      const topics = ownTopics(region.id, site);
      return [topics.alarms, topics.event];
    });
    return [everyTopicOf(region.id), ...own, ownTopics(region.id, regionItself).stored];
  }

  #up(): void {
    this.#trouble = undefined;
    this.#take({ kind: "connected" });
    this.#tellDigest();
    this.#outlet.up();
    this.#sparkplug.reconnected(Object.keys(this.#config.file.sites));
  }

  #down(): void {
    this.#outlet.down();
    this.#take({ kind: "disconnected" });
  }

  #message({ topic, payload }: LinkMessage): void {
    if (this.#ended) return;
    const own = parseOwnTopic(topic);
    if (own === undefined) this.#sparkplug.take(topic, payload);
    else if (own.site === regionItself) this.#outlet.stored(payload);
    else this.#ownMessage(own.site, own.rest[0] ?? "", payload);
  }

  #ownMessage(site: string, kind: string, payload: Uint8Array): void {
    const input = kind === "alarms" ? readDigest(site, payload) : readEvents(site, payload);
    if (input === undefined) this.#unreadable += 1;
    else this.#take(input);
  }

  #values(site: string, values: readonly NewValue[]): void {
    if (this.#recovery.follow(this.#state, site, values)) this.#take({ kind: "tick" });
  }

  #take(input: RegionInput): void {
    if (this.#ended) return;
    const now = this.#ports.clocks.world.now();
    const moment = { now, recovering: this.#recovery.recovering(this.#state, now) };
    const before = this.#state;
    const step = stepRegion(before, input, this.#plan, moment);
    this.#state = step.state;
    if (step.quiet) return;
    this.#outlet.add(step.events);
    if (step.events.some((event) => event.kind === "alarm")) this.#tellDigest();
    if (mustRemember(before, input, step)) void this.#remember();
    this.#messenger.carry(step.state.ladder.outbox);
    this.#wakeAt(step.nextAt);
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
