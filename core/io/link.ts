import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { AppError } from "../errors.ts";
import { defaultKeepalive, type Link, type LinkOptions, type LinkSession } from "../ports/link.ts";
import type { DurationMs } from "../time.ts";
import { tlsTrouble } from "../tls-trouble.ts";

/** Where the broker is and who we are there. */
export interface BrokerAddress {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Certificate of the authority whose brokers are trusted, PEM; without it those that Node trusts. */
  readonly ca?: string;
  /** Our own certificate with what leads to its authority, and its private key, PEM. */
  readonly cert?: string;
  readonly key?: string;
}

const connectTimeout: DurationMs = 10_000;

/**
 * MQTT 3.1.1 through mqtt.js, one connection per session: no reconnect, no re-subscribe and no queue of its own, because all
 * three would send data of an old session into a new one (Sparkplug 3.0, tck-id-topics-nbirth-bdseq-increment).
 */
export function mqttLink(address: BrokerAddress): Link {
  return {
    connect: (options) =>
      new Promise((resolve, reject) => {
        const client = mqtt.connect(address.url, clientOptions(address, options));
        const refuse = (error: Error): void => {
          client.end(true);
          reject(refusal(address.url, error));
        };
        // A failed handshake is told twice.
        client.on("error", () => undefined);
        const closedEarly = (): void => refuse(new Error("the broker closed the connection"));
        client.once("error", refuse);
        client.once("close", closedEarly);
        client.once("connect", () => {
          client.off("error", refuse);
          client.off("close", closedEarly);
          resolve(session(client, options));
        });
      }),
  };
}

function refusal(url: string, error: Error & { readonly code?: unknown; readonly cert?: unknown }): AppError {
  const { code, cert } = error;
  const names = typeof cert === "object" && cert !== null && "subjectaltname" in cert ? cert.subjectaltname : undefined;
  const untrusted = tlsTrouble({ code, names });
  if (untrusted !== undefined) return new AppError("link-untrusted", `${url}: ${untrusted}`, error);
  return new AppError(
    typeof code === "number" ? "link-refused" : "link-lost",
    `${url}: ${error.message || "no connection"}`,
    error,
  );
}

function clientOptions({ url: _url, ...identity }: BrokerAddress, options: LinkOptions): IClientOptions {
  return {
    ...identity,
    clientId: options.clientId,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout,
    keepalive: Math.ceil((options.keepalive ?? defaultKeepalive) / 1000),
    ...(options.will === undefined ? {} : { will: { ...options.will, payload: Buffer.from(options.will.payload) } }),
  };
}

function session(client: MqttClient, options: LinkOptions): LinkSession {
  let reason = "the connection closed";
  let ours = false;
  client.on("error", (error) => {
    reason = error.message;
  });
  client.on("message", (topic, payload, packet) => options.onMessage({ topic, payload, retained: packet.retain }));
  client.once("close", () => {
    if (!ours) options.onClose(reason);
    ours = true;
    client.end(true);
  });
  const lost = (error?: Error): AppError => new AppError("link-lost", error?.message ?? reason, error);
  return {
    get bufferedBytes() {
      return client.stream?.writableLength ?? 0;
    },
    publish: (topic, payload, { qos, retain }) =>
      new Promise((resolve, reject) => {
        if (!client.connected) return reject(lost());
        const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
        client.publish(topic, bytes, { qos, retain }, (error) => (error ? reject(lost(error)) : resolve()));
      }),
    subscribe: (filters) =>
      new Promise((resolve, reject) => {
        if (!client.connected) return reject(lost());
        const map = Object.fromEntries(filters.map(({ topic, qos }) => [topic, { qos }]));
        client.subscribe(map, (error, granted) => {
          if (error) return reject(new AppError("link-refused", error.message, error));
          const denied = granted?.find(({ qos }) => Number(qos) >= 128);
          if (denied !== undefined) return reject(new AppError("link-refused", `subscription denied: ${denied.topic}`));
          resolve();
        });
      }),
    close: (how) =>
      new Promise((resolve) => {
        if (ours) return resolve();
        ours = true;
        if (how === "abrupt") {
          client.stream?.destroy();
          client.end(true, () => resolve());
        } else {
          client.end(false, () => resolve());
        }
      }),
  };
}
