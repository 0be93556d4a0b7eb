import { createHash, timingSafeEqual } from "node:crypto";
import type { AedesOptions, AuthenticateError, Client } from "aedes";
import { Permits } from "../permits.ts";
import { allow, clientIdFits, type Identity } from "../policy.ts";

/** A credential of the embedded broker. Passwords are random tokens, so a fast hash is enough to keep them. */
export interface Credential {
  readonly identity: Identity;
  readonly password: string;
}

/** Told of each refusal and cut: for counters and the log. Never holds a secret. */
export type Refused = (what: string, detail: string) => void;

/** MQTT 3.1.1 return code 5: not authorised. */
const notAuthorised = 5;

interface Visitor {
  readonly identity: Identity;
  readonly says: Permits;
  readonly hears: Permits;
}

type Doors = Required<
  Pick<AedesOptions, "authenticate" | "authorizePublish" | "authorizeSubscribe" | "authorizeForward">
>;

/** The broker's four questions, each answered at once, and with no for whoever did not come in by the first. */
export function doorsOf(credentials: readonly Credential[], refused: Refused): Doors {
  const visitors = new WeakMap<Client, Visitor>();
  return {
    authenticate: (client, username, password, done) => {
      const identity = identify(credentials, username, password);
      if (identity !== undefined && clientIdFits(identity, client.id)) {
        visitors.set(client, {
          identity,
          says: new Permits(identity, "publish"),
          hears: new Permits(identity, "subscribe"),
        });
        return done(null, true);
      }
      refused("login", client.id);
      const reason = identity === undefined ? "bad user name or password" : "client id belongs to another credential";
      done(Object.assign(new Error(reason), { returnCode: notAuthorised }) as AuthenticateError, false);
    },
    // Without a client it is the will of somebody who is gone: nobody can say whose right it was.
    authorizePublish: (client, { topic }, done) => {
      if (client !== null && visitors.get(client)?.says.allows(topic) === true) return done(null);
      refused("publish", `${client?.id ?? "nobody"} ${topic}`);
      done(new Error("not allowed to publish here"));
    },
    authorizeSubscribe: (client, subscription, done) => {
      const visitor = visitors.get(client);
      if (visitor !== undefined && allow(visitor.identity, "subscribe", subscription.topic)) {
        return done(null, subscription);
      }
      refused("subscribe", `${client.id} ${subscription.topic}`);
      done(null, null);
    },
    authorizeForward: (client, packet) => (visitors.get(client)?.hears.allows(packet.topic) === true ? packet : null),
  };
}

function identify(
  credentials: readonly Credential[],
  username: string | undefined,
  password: Buffer | undefined,
): Identity | undefined {
  const offered = digest(password ?? Buffer.alloc(0));
  const known = credentials.find(({ identity }) => identity.name === username);
  const same = timingSafeEqual(offered, digest(Buffer.from(known?.password ?? "")));
  return known !== undefined && known.password !== "" && same ? known.identity : undefined;
}

const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
