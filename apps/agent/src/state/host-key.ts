import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { stat } from "node:fs/promises";
import { AgentError } from "../errors.ts";
import type { StateFolder } from "./folder.ts";
import { readFileIfThere, writePrivateFile } from "./private-file.ts";

/** The host's Ed25519 pair; `publicKey` is the raw 32 bytes that the relay knows it by. */
export interface HostKey {
  readonly privateKey: KeyObject;
  readonly publicKey: Buffer;
}

/**
 * Reads a key of the host, or null where there is none. A key that other users can read stops the
 * agent with the command that repairs it: whoever holds the key is the host.
 */
export async function readHostKey(file: string): Promise<HostKey | null> {
  const pem = await readFileIfThere(file);
  if (pem === null) return null;
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    const remedy = `Run: chmod 600 '${file}'`;
    throw new AgentError("KEY_EXPOSED", { detail: file, remedy });
  }
  try {
    return hostKeyFrom(createPrivateKey(pem));
  } catch (cause) {
    throw new AgentError("STATE_DAMAGED", { detail: file, cause });
  }
}

/** Reads the host's key, or makes one. */
export async function ensureHostKey(folder: StateFolder): Promise<HostKey> {
  return (await readHostKey(folder.keyFile)) ?? (await createHostKey(folder.keyFile));
}

/** Makes a key and has it on disk before anybody hears of it. */
export async function createHostKey(file: string): Promise<HostKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  await writePrivateFile(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return hostKeyFrom(privateKey);
}

function hostKeyFrom(privateKey: KeyObject): HostKey {
  const jwk = createPublicKey(privateKey).export({ format: "jwk" });
  if (jwk.crv !== "Ed25519" || jwk.x === undefined) throw new Error("not an Ed25519 key");
  return { privateKey, publicKey: Buffer.from(jwk.x, "base64url") };
}
