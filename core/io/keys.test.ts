import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateKey, keyIdOfPem, loadOrGenerateKey, loadSigner, seededSigner, verifierOf } from "./keys.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "keys-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const message = Buffer.from("stop pump 1");

describe("Ed25519 keys", () => {
  it("sign as RFC 8032 7.1 test 1 shows", () => {
    const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
    expect(Buffer.from(seededSigner(seed).sign(new Uint8Array(0))).toString("hex")).toBe(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
  });

  it("are written for the owner only, beside their public half, and read back", async () => {
    const path = join(directory, "made/ingest");
    const made = await generateKey(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const read = await loadSigner(path);
    expect(read.keyId).toBe(made.keyId);
    const publicPem = readFileSync(`${path}.pub`, "utf8");
    expect(verifierOf([publicPem]).verify(made.keyId, message, read.sign(message))).toBe(true);
    expect(keyIdOfPem(publicPem)).toBe(made.keyId);
  });

  it("are named by 16 hex digits of the SHA-256 of their SPKI DER", async () => {
    const path = join(directory, "key");
    const made = await generateKey(path);
    const der = readFileSync(`${path}.pub`, "utf8").replace(/-----.*-----|\n/g, "");
    const sum = createHash("sha256").update(Buffer.from(der, "base64")).digest("hex");
    expect(made.keyId).toBe(sum.slice(0, 16));
  });

  it("are never replaced, and made only where there are none", async () => {
    const path = join(directory, "key");
    const made = await loadOrGenerateKey(path);
    expect((await loadOrGenerateKey(path)).keyId).toBe(made.keyId);
    await expect(generateKey(path)).rejects.toThrow("EEXIST");
  });

  it("are refused when others may read them, when they are no key or of another kind", async () => {
    const path = join(directory, "key");
    await generateKey(path);
    chmodSync(path, 0o640);
    await expect(loadSigner(path)).rejects.toMatchObject({ code: "config-invalid" });
    writeFileSync(join(directory, "text"), "no key", { mode: 0o600 });
    await expect(loadSigner(join(directory, "text"))).rejects.toMatchObject({ code: "config-invalid" });
    expect(() => verifierOf(["no key"])).toThrow("not a public key");
    expect(() => verifierOf([readFileSync(path, "utf8")])).toThrow("private key");
  });

  it("verify nothing under a key they do not know, nor a signature of another length", () => {
    const signer = seededSigner(new Uint8Array(32));
    const other = seededSigner(new Uint8Array(32).fill(9));
    const verifier = verifierOf([signer.publicPem]);
    expect(verifier.verify(other.keyId, message, other.sign(message))).toBe(false);
    expect(verifier.verify(signer.keyId, message, other.sign(message))).toBe(false);
    expect(verifier.verify(signer.keyId, message, new Uint8Array(3))).toBe(false);
  });
});
