import { type RunningBroker, startBroker } from "../../broker/io/aedes.ts";
import type { Role } from "../../broker/policy.ts";
import { mqttLink } from "../../core/io/link.ts";
import type { LinkOptions, LinkSession } from "../../core/ports/link.ts";

const region = "lage-landen";
const roles: Readonly<Record<string, Role>> = {
  oost: "site",
  west: "site",
  ingest: "ingest",
  region: "region",
  reader: "reader",
};

type Login = Partial<LinkOptions> & { readonly password?: string };

/** The embedded broker on a free loopback port, with a credential of each role that tests use. */
export interface PolderBroker {
  readonly broker: RunningBroker;
  /** What it refused, in its words. */
  readonly refusals: readonly string[];
  login(name: string, options?: Login): Promise<LinkSession>;
}

/** The password of a credential. */
export const passwordOf = (name: string): string => `secret of ${name}`;

/** Starts one. */
export async function startPolderBroker(): Promise<PolderBroker> {
  const refusals: string[] = [];
  const credentials = Object.entries(roles).map(([name, role]) => ({
    identity: { role, name, region },
    password: passwordOf(name),
  }));
  const onRefused = (what: string, detail: string) => refusals.push(`${what} ${detail}`);
  const broker = await startBroker({ host: "127.0.0.1", port: 0, credentials, onRefused });
  const login = (name: string, { password = passwordOf(name), ...options }: Login = {}): Promise<LinkSession> => {
    const link = mqttLink({ url: `mqtt://127.0.0.1:${broker.port}`, username: name, password });
    return link.connect({ clientId: `${name}:own`, onMessage: () => undefined, onClose: () => undefined, ...options });
  };
  return { broker, refusals, login };
}
