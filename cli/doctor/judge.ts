import type { DurationMs, EpochMs } from "../../core/time.ts";
import type { CertificateFacts, DataFacts, DoctorFacts, DoorFacts, ReachFacts, SerialFacts } from "./facts.ts";
import { type Finding, fault, fine, note } from "./findings.ts";

const day: DurationMs = 86_400_000;
/** Renewal takes people's time: they are told this long before. */
const renewWithin: DurationMs = 30 * day;
/** Clocks of machines that keep time agree far better; file systems round up to 2 s. */
const clockSlack: DurationMs = 5_000;
/** Less room than this and a spool or a store will stop soon. */
const leastFree = 500e6;
const leastShare = 0.05;

/** Judges everything that was found out. */
export function judge(facts: DoctorFacts): readonly Finding[] {
  return [
    ...clockFindings(facts),
    ...dataFindings(facts.data),
    ...secretFindings(facts),
    ...facts.certificates.map((certificate) => certificateFinding(certificate, facts.now)),
    ...facts.doors.map((door) => doorFinding(door, facts.data)),
    ...facts.brokers.map((broker) => reachFinding("broker", broker, brokerFix)),
    ...facts.stores.map((store) => reachFinding("store", store, storeFix)),
    ...facts.serial.map(serialFinding),
    ...facts.configuration.map(configurationFinding),
    ...(facts.ready ?? []).map(({ part, ok, detail }) =>
      ok
        ? fine("running", `${part} is ready: ${detail}`)
        : fault("running", `${part} is not ready: ${detail}`, "mend what it says; it goes on by itself then"),
    ),
  ];
}

const when = (at: EpochMs): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

const setClock = "set the clock, and keep it right: `timedatectl set-ntp true`, or a time server of the site";

function clockFindings({ now, data, installed, stores }: DoctorFacts): readonly Finding[] {
  const written = [data.newest?.changed, installed].filter((at) => at !== undefined);
  const latest = Math.max(...written, 0);
  if (now + clockSlack < latest) {
    return [
      fault("clock", `it says ${when(now)}, but files here were written at ${when(latest)}: it is behind`, setClock),
    ];
  }
  const far = stores.find(({ ahead }) => ahead !== undefined && Math.abs(ahead) > clockSlack);
  if (far?.ahead === undefined) return [fine("clock", when(now))];
  const seconds = Math.round(Math.abs(far.ahead) / 1_000);
  const way = far.ahead > 0 ? "behind" : "ahead of";
  return [
    fault(
      "clock",
      `it is ${seconds} s ${way} the clock of ${far.what}`,
      `find out which of them is wrong; ${setClock}`,
    ),
  ];
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`;

function dataFindings({ path, exists, writable, space, taken }: DataFacts): readonly Finding[] {
  if (!exists)
    return [note("data", `${path} is not there yet`, "the first start makes it; or name another with --data DIR")];
  const access = writable
    ? fine("data", `${path} can be written${taken ? ", and a homeostat works on it" : ""}`)
    : fault(
        "data",
        `${path} cannot be written by this user`,
        "run as the user that owns it, or give it to this user with chown",
      );
  if (space === undefined) return [access];
  const scarce = space.free < Math.max(leastFree, space.total * leastShare);
  const told = `${megabytes(space.free)} of ${megabytes(space.total)} are free for ${path}`;
  const room =
    "make room, or shorten `spool.size` and the store's `keep`: a full disk stops what is kept, never control";
  return [access, scarce ? fault("disk", told, room) : fine("disk", told)];
}

const octal = (mode: number): string => mode.toString(8).padStart(4, "0");

function secretFindings({ secrets, unsound }: DoctorFacts): readonly Finding[] {
  const open = secrets.filter(({ mode }) => (mode & 0o077) !== 0);
  const faults = open.map(({ path, mode }) =>
    fault("secrets", `${path} has mode ${octal(mode)}: others than its owner may use it`, `chmod 600 ${path}`),
  );
  const wrong = unsound.map(({ path, expected }) =>
    fault("secrets", `${path} is not ${expected}`, "restore it from a copy, or write it anew"),
  );
  const sound = open.length === 0 && secrets.length > 0;
  return [
    ...faults,
    ...wrong,
    ...(sound ? [fine("secrets", `${secrets.length} files, each for its owner alone`)] : []),
  ];
}

const renew = "have a new one made in its place (docs/processes.md); it is read at the next connection";

function certificateFinding({ path, unreadable, from, until }: CertificateFacts, now: EpochMs): Finding {
  if (unreadable !== undefined) return fault("certificate", `${path}: ${unreadable}`, "put a certificate in PEM there");
  if (now < from)
    return fault("certificate", `${path} is valid from ${when(from)} only`, `look at the clock; ${renew}`);
  if (now >= until) return fault("certificate", `${path} has expired at ${when(until)}`, renew);
  if (now >= until - renewWithin) return note("certificate", `${path} expires at ${when(until)}`, renew);
  return fine("certificate", `${path} is valid until ${when(until)}`);
}

function doorFinding({ of, address, state }: DoorFacts, { taken }: DataFacts): Finding {
  switch (state) {
    case "free":
      return fine("port", `${address} (${of}) is free`);
    case "homeostat":
      if (taken) return fine("port", `${address} (${of}) is used by the homeostat that runs`);
      return fault(
        "port",
        `${address} (${of}) is used by another homeostat`,
        "end that one, or choose another address",
      );
    case "foreign":
      if (taken) return note("port", `${address} (${of}) is in use`, "it should be the homeostat that runs here");
      return fault(
        "port",
        `${address} (${of}) is used by another program`,
        `choose another address for ${of}, or end that program`,
      );
    case "forbidden":
      return fault("port", `this user may not listen at ${address} (${of})`, "choose a port from 1024 on");
    case "elsewhere":
      return fault(
        "port",
        `${address} (${of}) is no address of this machine`,
        "name one of its own, such as 127.0.0.1",
      );
  }
}

const brokerFix = "see that it runs and that its address, credential and certificates are right (docs/processes.md)";
const storeFix = "see that it runs and that its address is right; readings wait in the spools until it answers";

function reachFinding(part: string, { what, trouble }: ReachFacts, fix: string): Finding {
  return trouble === undefined ? fine(part, `${what} answers`) : fault(part, `${what}: ${trouble}`, fix);
}

function serialFinding({ bus, port, state }: SerialFacts): Finding {
  if (state === "absent")
    return fault("serial", `bus ${bus}: there is no ${port}`, "plug it in, or name one of those that are seen");
  if (state === "forbidden") {
    return fault(
      "serial",
      `bus ${bus}: this user may not open ${port}`,
      "add the user to the group that owns it, often `dialout`",
    );
  }
  if (/\/tty(USB|ACM)\d+$/.test(port)) {
    return note(
      "serial",
      `bus ${bus}: ${port} may be another port after the next start`,
      "name it by /dev/serial/by-id/…",
    );
  }
  return fine("serial", `bus ${bus}: ${port} is there`);
}

function configurationFinding({ file, kind, faults }: DoctorFacts["configuration"][number]): Finding {
  if (faults.length === 0) return fine("configuration", `${file}: ${kind}, no faults`);
  const first = faults[0];
  const place = first === undefined ? "" : `, the first in line ${first.line}`;
  return fault(
    "configuration",
    `${file} has ${faults.length} faults${place}`,
    `\`homeostat check ${file}\` tells each`,
  );
}
