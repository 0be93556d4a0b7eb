import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { chmod, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "../errors.ts";
import { hexOf } from "../wire/bytes.ts";
import type { Signer, Verifier } from "../wire/envelope.ts";
import type { TrustedKeys } from "../wire/offered.ts";
import { makeFolder } from "./folders.ts";
import { sha256 } from "./hash.ts";

/** A key that signs, with the text of its public half (SPKI PEM) for those who are to trust it. */
export interface SigningKey extends Signer {
  readonly publicPem: string;
}

/** What stands before the 32 secret bytes in an Ed25519 PKCS#8 key. Source: RFC 8410, 7 and appendix A. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** First 16 hex digits of the SHA-256 of the public key's SPKI DER. */
function keyIdOf(key: KeyObject): string {
  return hexOf(sha256(key.export({ type: "spki", format: "der" })), 0, 8);
}

function signingKey(secret: KeyObject): SigningKey {
  const publicKey = createPublicKey(secret);
  return {
    keyId: keyIdOf(publicKey),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (bytes) => sign(null, bytes, secret),
  };
}

/** A key made of 32 secret bytes: the same bytes, the same key and signatures. For simulations. */
export function seededSigner(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  return signingKey(createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" }));
}

/** Knows the given public keys (SPKI PEM). Throws AppError `config-invalid` on a text that is not an Ed25519 public key. */
export function verifierOf(publicPems: readonly string[]): Verifier {
  const keys = new Map(publicPems.map(readPublic).map((key) => [keyIdOf(key), key]));
  return {
    verify(keyId, bytes, signature) {
      const key = keys.get(keyId);
      return key !== undefined && verify(null, bytes, key, signature);
    },
  };
}

/** The key id of a public key's text. Throws as `verifierOf` does. */
export function keyIdOfPem(publicPem: string): string {
  return keyIdOf(readPublic(publicPem));
}

/** Believes the orders of one operator, and knows the region's key where it signs. Throws as `verifierOf` does. */
export function commandKeys(operatorPem: string, regionPem: string): TrustedKeys {
  return {
    verifier: verifierOf([operatorPem, regionPem]),
    operators: new Set([keyIdOfPem(operatorPem)]),
    regions: new Set([keyIdOfPem(regionPem)]),
  };
}

function readPublic(pem: string): KeyObject {
  // createPublicKey would also take a private key: then somebody has handed out the wrong file.
  if (pem.includes("PRIVATE KEY"))
    throw new AppError("config-invalid", "a private key stands where a public key belongs");
  return ed25519(() => createPublicKey(pem), "not a public key in PEM (SPKI)");
}

function ed25519(read: () => KeyObject, otherwise: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch (cause) {
    throw new AppError("config-invalid", otherwise, cause);
  }
  if (key.asymmetricKeyType !== "ed25519") {
    throw new AppError("config-invalid", `a key of type ${key.asymmetricKeyType ?? "unknown"}, expected ed25519`);
  }
  return key;
}

/**
 * Makes a key and writes it to `path` (PKCS#8 PEM, readable by the owner only) and `path`.pub (SPKI PEM).
 * Never replaces a key: rejects when there is one.
 */
export async function generateKey(path: string): Promise<SigningKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = signingKey(privateKey);
  makeFolder(dirname(path), 0o700);
  await writeNew(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
  await writeNew(`${path}.pub`, key.publicPem, 0o644);
  return key;
}

async function writeNew(path: string, content: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  // The mode given to open passes through the umask.
  await chmod(path, mode);
}

/** Reads a private key. Rejects with AppError `config-invalid` when it is no Ed25519 key or others may read it. */
export async function loadSigner(path: string): Promise<SigningKey> {
  const { mode } = await stat(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new AppError("config-invalid", `${path}: others may read this private key; chmod 600 it and make a new one`);
  }
  const pem = await readFile(path, "utf8");
  return signingKey(ed25519(() => createPrivateKey(pem), `${path}: not a private key in PEM (PKCS#8)`));
}

/** Reads the key at `path`, or makes one where there is none. */
export async function loadOrGenerateKey(path: string): Promise<SigningKey> {
  try {
    return await loadSigner(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return await generateKey(path);
    throw error;
  }
}
