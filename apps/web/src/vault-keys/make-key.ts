import { ed25519Signer } from "@homeport/client/vault";
import { type DeviceKey, writeKey } from "./key-store.ts";

const algorithm = "Ed25519";

/** Whether this browser can hold a device's key here, and if not, why. */
export type KeySupport = "ready" | "insecure" | "unsupported";

/** Tries it: there is no other way to ask a browser for an algorithm. */
export async function checkSupport(): Promise<KeySupport> {
  if (!window.isSecureContext || crypto.subtle === undefined) return "insecure";
  try {
    await generatePair();
    return "ready";
  } catch {
    return "unsupported";
  }
}

/**
 * Makes a key and keeps it in this browser. Asks for storage that the browser does not clear by itself; one that
 * refuses keeps the key as long as it likes.
 */
export async function makeKey(label: string): Promise<DeviceKey> {
  const pair = await generatePair();
  const { id } = await ed25519Signer(pair);
  const key = { id, label, createdAtMs: Date.now(), pair };
  await writeKey(key);
  await navigator.storage?.persist?.();
  return key;
}

async function generatePair(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(algorithm, false, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("an asymmetric key has two halves");
  return pair;
}
