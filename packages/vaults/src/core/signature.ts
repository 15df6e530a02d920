import {
  equalBytes,
  fromBase64Url,
  fromHex,
  joinBytes,
  readBigEndian,
  readLittleEndian,
  utf8,
} from "./bytes.ts";
import type { Primitives } from "./primitives.ts";
import { readSignerId } from "./signer-id.ts";

/** The order of the Ed25519 base point. */
const ed25519Order = 2n ** 252n + 27742317777372353535851937790883648493n;
const secp256k1Order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const walletSignature = /^0x[0-9a-fA-F]{130}$/;

/**
 * Whether `signature` is what the signer makes of `text`. Devices sign its UTF-8 bytes with Ed25519, written as base64url
 * without padding; wallets sign it as a personal message (EIP-191), written as `0x` and r, s, v. Each signature has one
 * form: a second one, which anybody can make of a good one by arithmetic, is refused.
 */
export function verifySignature(
  primitives: Primitives,
  signerId: string,
  text: string,
  signature: string,
): boolean {
  const signer = readSignerId(signerId);
  if (signer === null) return false;
  if (signer.kind === "ed25519") {
    const bytes = fromBase64Url(signature);
    return bytes !== null && verifyEd25519(primitives, signer.publicKey, utf8(text), bytes);
  }
  const address = recoverAddress(primitives, text, signature);
  return address !== null && equalBytes(address, signer.address);
}

/** Ed25519 with one form for each signature: S is below the group's order (RFC 8032, section 5.1.7). */
export function verifyEd25519(
  primitives: Pick<Primitives, "verifyEd25519">,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== 64) return false;
  const s = readLittleEndian(signature.subarray(32));
  return s < ed25519Order && primitives.verifyEd25519(publicKey, message, signature);
}

function recoverAddress(
  primitives: Primitives,
  text: string,
  signature: string,
): Uint8Array | null {
  const parsed = readWalletSignature(signature);
  if (parsed === null) return null;
  const { keccak256, recoverSecp256k1 } = primitives;
  const publicKey = recoverSecp256k1(
    keccak256(personalMessage(text)),
    parsed.bytes,
    parsed.recovery,
  );
  return publicKey === null ? null : keccak256(publicKey.subarray(1)).subarray(12);
}

function readWalletSignature(text: string): { bytes: Uint8Array; recovery: 0 | 1 } | null {
  const whole = walletSignature.test(text) ? fromHex(text.slice(2).toLowerCase()) : null;
  if (whole === null) return null;
  const recovery = readRecovery(whole[64]);
  const r = readBigEndian(whole.subarray(0, 32));
  const s = readBigEndian(whole.subarray(32, 64));
  if (recovery === null || r === 0n || r >= secp256k1Order) return null;
  if (s === 0n || s > secp256k1Order / 2n) return null;
  return { bytes: whole.subarray(0, 64), recovery };
}

/** Old wallets count v from 27. */
function readRecovery(v: number | undefined): 0 | 1 | null {
  if (v === 0 || v === 27) return 0;
  return v === 1 || v === 28 ? 1 : null;
}

/** Begins with a byte that no transaction begins with, so that a wallet never signs one by mistake. */
function personalMessage(text: string): Uint8Array {
  const message = utf8(text);
  return joinBytes(utf8(`\x19Ethereum Signed Message:\n${message.length}`), message);
}
