import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { besideFile } from "../../core/config/paths.ts";
import { AppError, messageOf } from "../../core/errors.ts";
import { type BrokerAddress, mqttLink } from "../../core/io/link.ts";
import type { Link, LinkOptions } from "../../core/ports/link.ts";
import { toldLink } from "../told-link.ts";
import { logLine } from "./streams.ts";

const name = z.string().min(1);
const authority = { caFile: name.optional() };

/** Who a role is at its broker: by password, by certificate, or by both. */
const credentialSchema = z.union([
  z.strictObject({ username: name, password: name, ...authority }),
  z.strictObject({ certFile: name, keyFile: name, ...authority }),
  z.strictObject({ username: name, password: name, certFile: name, keyFile: name, ...authority }),
]);
type Credential = z.infer<typeof credentialSchema>;

/** A broker as a role's file names it. */
interface BrokerPlace {
  readonly url: string;
  readonly credentialFile: string;
}

/** A way to a broker, and the name that the broker knows us by. */
export interface BrokerLink {
  readonly link: Link;
  readonly username: string;
}

/**
 * The link of the process `part` to a broker that its file names; the credential lies beside that file, what the credential
 * names beside the credential. All of them are read again for each connection: a new certificate needs no new start. What
 * goes wrong with the broker is said on stderr. Throws AppError `config-invalid` where they cannot be used at all.
 */
export function brokerLink(part: string, file: string, { url, credentialFile }: BrokerPlace): BrokerLink {
  const path = besideFile(file, credentialFile);
  const read = (): BrokerAddress => ({ url, ...identityIn(path) });
  const link: Link = { connect: async (options: LinkOptions) => mqttLink(read()).connect(options) };
  const { username, cert = "" } = read();
  return {
    link: toldLink(link, (detail) => logLine(part, "broker", detail)),
    username: username ?? commonName(new X509Certificate(cert), path),
  };
}

function identityIn(path: string): Omit<BrokerAddress, "url"> {
  const credential = credentialIn(path);
  const text = (file: string): string => {
    const beside = besideFile(path, file);
    try {
      return readFileSync(beside, "utf8");
    } catch (error) {
      throw new AppError("config-invalid", `${path} names ${beside}, which cannot be read: ${messageOf(error)}`, error);
    }
  };
  const { caFile } = credential;
  return {
    ...("username" in credential ? { username: credential.username, password: credential.password } : {}),
    ...(caFile === undefined ? {} : { ca: certificate(path, caFile, text) }),
    ...("certFile" in credential ? ownCertificate(path, credential, text) : {}),
  };
}

function credentialIn(path: string): Credential {
  try {
    return credentialSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new AppError(
      "config-invalid",
      `${path} must be JSON like {"username": "…", "password": "…"} or {"caFile": "…", "certFile": "…", "keyFile": "…"}, readable by this user`,
      error,
    );
  }
}

type ReadBeside = (file: string) => string;

/** The text of a certificate that can be read as one: what TLS says of another is hard to understand. */
function certificate(path: string, file: string, text: ReadBeside): string {
  const pem = text(file);
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new AppError("config-invalid", `${path} names ${file}, which is no certificate in PEM`, error);
  }
  return pem;
}

function ownCertificate(path: string, { certFile, keyFile }: { certFile: string; keyFile: string }, text: ReadBeside) {
  const cert = certificate(path, certFile, text);
  const key = text(keyFile);
  if (!fits(cert, key)) {
    throw new AppError("config-invalid", `${path}: ${keyFile} is not the private key of the certificate ${certFile}`);
  }
  return { cert, key };
}

function fits(cert: string, key: string): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Brokers that know us by our certificate take the common name of its subject. */
function commonName({ subject }: X509Certificate, path: string): string {
  const found = /^CN=(.+)$/m.exec(subject)?.[1];
  if (found !== undefined) return found;
  throw new AppError("config-invalid", `${path}: the subject of its certificate has no common name (CN)`);
}
