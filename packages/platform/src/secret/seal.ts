import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "../random.ts";
import type { Keys } from "./keys.ts";
import type { SealedColumn } from "./sealed-column.ts";

const kidChars = 8;
const nonceBytes = 12;
const tagBytes = 16;

export interface SealDeps {
  readonly keys: Keys;
  readonly random: Random;
}

/** One row of a sealed column. */
export interface SealedPlace {
  readonly column: SealedColumn;
  /** The value of the column's `key` in this row. */
  readonly rowId: string;
}

/** AES-256-GCM under one root secret: `nonce ‖ ciphertext ‖ tag`, and the id of that secret. */
interface Box {
  readonly kid: string;
  readonly content: Buffer;
}

/** Bytes as their row keeps them. The kid in front says under which root secret, not what it is. */
export function sealBytes(deps: SealDeps, place: SealedPlace, secret: Uint8Array): Buffer {
  const { kid, content } = sealBox(deps, place, secret);
  return Buffer.concat([Buffer.from(kid, "latin1"), content]);
}

/** The bytes again; null where neither root secret that is known opens them. */
export function openBytes(keys: Keys, place: SealedPlace, sealed: Uint8Array): Buffer | null {
  return openBox(keys, place, boxOfBytes(sealed));
}

/** A text as its row keeps it. */
export function sealText(deps: SealDeps, place: SealedPlace, secret: string): string {
  const { kid, content } = sealBox(deps, place, Buffer.from(secret, "utf8"));
  return `${kid}.${content.toString("base64url")}`;
}

/** The text again; null where neither root secret that is known opens it. */
export function openText(keys: Keys, place: SealedPlace, sealed: string): string | null {
  return openBox(keys, place, boxOfText(sealed))?.toString("utf8") ?? null;
}

/** The same secret sealed under the current root secret, in the form that it came in; null where none of ours opens it. */
export function sealAgain(
  deps: SealDeps,
  place: SealedPlace,
  sealed: Uint8Array | string,
): Uint8Array | string | null {
  if (typeof sealed === "string") {
    const text = openText(deps.keys, place, sealed);
    return text === null ? null : sealText(deps, place, text);
  }
  const bytes = openBytes(deps.keys, place, sealed);
  return bytes === null ? null : sealBytes(deps, place, bytes);
}

function sealBox({ keys, random }: SealDeps, place: SealedPlace, secret: Uint8Array): Box {
  const nonce = random.bytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", keys.key(place.column.purpose), nonce);
  cipher.setAAD(nameOf(place));
  const content = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
  return { kid: keys.kid, content: Buffer.concat(content) };
}

function openBox(keys: Keys, place: SealedPlace, { kid, content }: Box): Buffer | null {
  const own = [keys, keys.previous].find((one) => one?.kid === kid);
  if (own === undefined || content.length < nonceBytes + tagBytes) return null;
  const nonce = content.subarray(0, nonceBytes);
  const options = { authTagLength: tagBytes };
  const key = own.key(place.column.purpose);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, options);
  decipher.setAAD(nameOf(place));
  decipher.setAuthTag(content.subarray(-tagBytes));
  try {
    const secret = decipher.update(content.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([secret, decipher.final()]);
  } catch {
    return null;
  }
}

function boxOfBytes(sealed: Uint8Array): Box {
  const bytes = Buffer.from(sealed);
  return { kid: bytes.toString("latin1", 0, kidChars), content: bytes.subarray(kidChars) };
}

function boxOfText(sealed: string): Box {
  const content = Buffer.from(sealed.slice(kidChars + 1), "base64url");
  return { kid: sealed.slice(0, kidChars), content };
}

function nameOf({ column, rowId }: SealedPlace): Buffer {
  return Buffer.from(`${column.label} ${rowId}`);
}
