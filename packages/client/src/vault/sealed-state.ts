const magic = new TextEncoder().encode("hpseal1");
const nonceBytes = 12;
const keyBytes = 32;

/** Which version of which vault the bytes are of: they open as no other. */
export interface SealedPlace {
  readonly vaultId: string;
  readonly nonce: number;
}

/**
 * Seals a state for a vault that its server cannot read: `hpseal1`, 12 random bytes, AES-256-GCM. The key of 32 bytes is the
 * caller's, who shares it with the other signers by a way of their own; `place.nonce` is that of the version to come.
 */
export async function sealState(
  key: Uint8Array<ArrayBuffer>,
  place: SealedPlace,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = await crypto.subtle.encrypt(algorithmOf(iv, place), await importKey(key), bytes);
  const whole = new Uint8Array(magic.length + nonceBytes + sealed.byteLength);
  whole.set(magic);
  whole.set(iv, magic.length);
  whole.set(new Uint8Array(sealed), magic.length + nonceBytes);
  return whole;
}

/** The state that was sealed; null for another key, another place, and for bytes that were changed. */
export async function openState(
  key: Uint8Array<ArrayBuffer>,
  place: SealedPlace,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const start = magic.length + nonceBytes;
  const isOurs = sealed.length >= start && magic.every((byte, at) => sealed[at] === byte);
  if (!isOurs) return null;
  const iv = new Uint8Array(sealed.subarray(magic.length, start));
  const imported = await importKey(key);
  try {
    const body = new Uint8Array(sealed.subarray(start));
    return new Uint8Array(await crypto.subtle.decrypt(algorithmOf(iv, place), imported, body));
  } catch {
    // WebCrypto says no more than that they do not fit.
    return null;
  }
}

/** Throws TypeError for a key of another length. */
async function importKey(key: Uint8Array<ArrayBuffer>) {
  if (key.length !== keyBytes) throw new TypeError(`A key has ${keyBytes} bytes.`);
  return await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}

function algorithmOf(iv: Uint8Array<ArrayBuffer>, { vaultId, nonce }: SealedPlace) {
  const additionalData = new TextEncoder().encode(`${vaultId}\n${nonce}`);
  return { name: "AES-GCM", iv, additionalData };
}
