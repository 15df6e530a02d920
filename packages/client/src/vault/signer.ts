import { toBase64Url } from "@homeport/vaults/core";

/** Somebody who signs: a device by its key, or a wallet. */
export interface VaultSigner {
  /** `ed25519:<64 hex>` or `eth:0x<40 hex>`. */
  readonly id: string;
  /** What vaults take as this signer's signature over the text. */
  sign(text: string): Promise<string>;
}

type CryptoKeyLike = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Both halves of a key, as WebCrypto has them; the private one need not be extractable. */
export interface DeviceKeyPair {
  readonly publicKey: CryptoKeyLike;
  readonly privateKey: CryptoKeyLike;
}

/** A device's key as a JSON Web Key (RFC 8037), its private half `d` included. */
export interface DeviceJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly d: string;
}

const algorithm = "Ed25519";

/** A signer of a pair of WebCrypto keys, in Node and in browsers. Whoever wants to keep the private half safe makes it unextractable. */
export async function ed25519Signer({
  publicKey,
  privateKey,
}: DeviceKeyPair): Promise<VaultSigner> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return {
    id: `ed25519:${toHex(raw)}`,
    async sign(text) {
      const bytes = new TextEncoder().encode(text);
      return toBase64Url(new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, bytes)));
    },
  };
}

/** A signer of a key that is kept as a JSON Web Key. Rejects for what is no such key. */
export async function jwkSigner(jwk: DeviceJwk): Promise<VaultSigner> {
  const { kty, crv, x, d } = jwk;
  const privateKey = await crypto.subtle.importKey("jwk", { kty, crv, x, d }, algorithm, false, [
    "sign",
  ]);
  const publicKey = await crypto.subtle.importKey("jwk", { kty, crv, x }, algorithm, true, [
    "verify",
  ]);
  return await ed25519Signer({ publicKey, privateKey });
}

/** A new device's key, to be kept by whoever asked for it. */
export async function createDeviceJwk(): Promise<DeviceJwk> {
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("an asymmetric key has two halves");
  const { x, d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  if (x === undefined || d === undefined) throw new Error("a new key exports whole");
  return { kty: "OKP", crv: "Ed25519", x, d };
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
